/** A real browser: Debian's Chromium, without a window and without anything that phones home. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM || '/usr/bin/chromium';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it with a profile of its own, which goes when it is closed. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** A browser with one profile. */
export interface Profile {
  readonly context: BrowserContext;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/**
 * Starts it with a user's settings, which only a profile on disk can have.
 *
 * @param preferences the `Preferences` of the profile, as Chromium writes them
 */
export async function launchWithPreferences(preferences: object): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  mkdirSync(join(folder, 'Default'));
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: EXECUTABLE,
    // The last one applies: Playwright's own turns off the partitioning of third parties' storage.
    args: [...FLAGS, '--disable-features=MediaRouter,OptimizationHints'],
  });
  return {
    context,
    async close() {
      await context.close();
      // Processes of the browser may write a moment longer.
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
