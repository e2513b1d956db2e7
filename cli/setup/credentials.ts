/**
 * Credentials of Twilio that are on this machine already. The Twilio CLI takes those of its
 * environment first, then its active profile: https://www.twilio.com/docs/twilio-cli/general-usage/profiles
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Region } from '../../src/twilio/issue';
import type { Environment } from '../env-file';
import { SetupMistake } from './failures';

/** Credentials, and where they were found. */
export interface Source {
  /** `environment`, `env-file`, or `profile:` and its ID. */
  value: string;
  label: string;
  /** AC and 32 hexadecimal digits. */
  accountSid: string;
  /** The SID of a key, or of the account itself. */
  username: string;
  /** The key's secret, or the account's auth token. */
  password: string;
  /** Undefined if it is not said. */
  region: Region | undefined;
}

/** Where to look. */
export interface Places {
  /** Variables of the process. */
  environment: Readonly<Record<string, string | undefined>>;
  /** What the environment file says now. */
  file: Environment;
  /** The person's home folder. */
  home: string;
}

/** Finds all of them, the likeliest first. */
export function findSources({ environment, file, home }: Places): Source[] {
  const { profiles, active } = readProfiles(environment, home);
  const ofCli = Object.keys(profiles)
    .sort((a, b) => Number(b === active) - Number(a === active))
    .map((id) =>
      sourceOf(`profile:${id}`, `Profile "${id}" of the Twilio CLI`, profiles[id] ?? {}),
    );
  const ofEnvironment = sourceOf('environment', 'Variables of the environment', {
    accountSid: environment.TWILIO_ACCOUNT_SID,
    apiKey: environment.TWILIO_API_KEY,
    apiSecret: environment.TWILIO_API_SECRET,
    authToken: environment.TWILIO_AUTH_TOKEN,
    region: environment.TWILIO_REGION,
  });
  const ofFile = sourceOf('env-file', 'What the environment file has', {
    accountSid: file.TWILIO_ACCOUNT_SID || file.ACCOUNT_SID,
    // With its auth token everything can be done, with its key no other key can be made.
    ...(file.AUTH_TOKEN
      ? { authToken: file.AUTH_TOKEN }
      : { apiKey: file.TWILIO_API_KEY_SID, apiSecret: file.TWILIO_API_KEY_SECRET }),
    region: file.TWILIO_REGION,
  });
  return [ofEnvironment, ...ofCli, ofFile].filter((source) => source !== undefined);
}

/**
 * The profile of an ID.
 *
 * @throws SetupMistake if there is none
 */
export function profileOf(id: string, sources: readonly Source[]): Source {
  const found = sources.find(({ value }) => value === `profile:${id}`);
  if (found) return found;
  throw new SetupMistake(
    `--profile: the Twilio CLI has no such profile with credentials. "twilio profiles:list" lists them.`,
  );
}

type Entry = Readonly<Record<string, unknown>>;

function sourceOf(value: string, label: string, entry: Entry): Source | undefined {
  const { accountSid, apiKey, apiSecret, authToken, region } = entry;
  if (typeof accountSid !== 'string' || !/^AC[0-9a-f]{32}$/.test(accountSid)) return undefined;
  const [username, password] = apiKey && apiSecret ? [apiKey, apiSecret] : [accountSid, authToken];
  if (typeof username !== 'string' || !/^(AC|SK)[0-9a-f]{32}$/.test(username)) return undefined;
  if (typeof password !== 'string' || password === '') return undefined;
  return {
    value,
    label: `${label} (${accountSid})`,
    accountSid,
    username,
    password,
    region: regionOf(region),
  };
}

/** A region that has Conversations; undefined for anything else. */
export function regionOf(name: unknown): Region | undefined {
  return name === 'us1' || name === 'ie1' ? name : undefined;
}

/** The CLI keeps them in `config.json`, where `activeProject` is the ID of the active profile. */
function readProfiles(
  environment: Places['environment'],
  home: string,
): { profiles: Record<string, Entry>; active: unknown } {
  const folder = environment.TWILIO_CONFIG_DIR || join(home, '.twilio-cli');
  try {
    const { profiles, activeProject } = JSON.parse(
      readFileSync(join(folder, 'config.json'), 'utf8'),
    );
    const entries = Object.entries(profiles as Record<string, unknown>);
    return {
      profiles: Object.fromEntries(
        entries.filter(
          (entry): entry is [string, Entry] => typeof entry[1] === 'object' && entry[1] !== null,
        ),
      ),
      active: activeProject,
    };
  } catch {
    // Without the CLI, or with a file that it could not read either, there are no profiles.
    return { profiles: {}, active: undefined };
  }
}
