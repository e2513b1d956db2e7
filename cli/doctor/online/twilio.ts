/** Twilio's side: the API key, its region and account, the Conversations Service. */
import type { Region } from '../../../src/twilio/issue';
import { type Check, type ConfiguredWorld, ok, warning, wrong } from '../check';
import { ask, fetchService, unclear } from './rest';

const OTHER: Record<Region, Region> = { us1: 'ie1', ie1: 'us1' };

/** That the key is of the configured region: a key signs in nowhere else. */
export const region: Check<ConfiguredWorld> = {
  id: 'twilio-region',
  title: 'Region of the API key',
  async run(world) {
    const { region: here } = world.settings.twilio;
    const { status } = await ask(world, fetchService);
    if (status !== 401)
      return status === 200 ? [ok(`The key and the service are in ${here}.`)] : [];
    const there = OTHER[here];
    const elsewhere = await ask(world, fetchService, there);
    // A key that signs in nowhere is a matter of the next check.
    if (![200, 403, 404].includes(elsewhere.status)) return [];
    return [
      wrong(
        `The API key is of ${there}, but TWILIO_REGION says ${here}.`,
        `Set TWILIO_REGION=${there}, or create a key in ${here}.`,
      ),
    ];
  },
};

/** That the key and its secret are right. */
export const key: Check<ConfiguredWorld> = {
  id: 'twilio-key',
  title: 'API key',
  async run(world) {
    const { status } = await ask(world, fetchService);
    if (status === 401) {
      return [
        wrong(
          'Twilio does not accept the API key and its secret.',
          'Compare both with the console. The key may be deleted, or the account suspended.',
        ),
      ];
    }
    return [[200, 403, 404].includes(status) ? ok('The key signs in.') : unclear(status)];
  },
};

/**
 * That the key can sign tokens. Only restricted keys lack permissions (403); a standard key is refused
 * at the keys themselves as one that is not the account's main key (401).
 * https://www.twilio.com/docs/iam/api-keys/restricted-api-keys
 */
export const keyType: Check<ConfiguredWorld> = {
  id: 'twilio-key-type',
  title: 'Type of the API key',
  async run(world) {
    const { apiKeySid } = world.settings.twilio;
    const { status } = await ask(world, (client) => client.keys(apiKeySid).fetch());
    if (status === 403) {
      return [
        wrong(
          'The API key is a restricted one. Twilio refuses the access tokens that it signs.',
          'Create a key of type Standard, and set its SID and secret.',
        ),
      ];
    }
    if (status === 200) {
      return [
        warning(
          'The API key is the main key of the account, with power over all other keys.',
          'Create a key of type Standard: it suffices.',
        ),
      ];
    }
    if (status === 401) return [ok('The key is a standard one.')];
    if (status === 0 || status >= 500) return [unclear(status)];
    return [
      warning(
        `Whether the API key is a standard one cannot be told (status ${status}).`,
        'See in the console that its type is Standard.',
      ),
    ];
  },
};

/** That there is such a service. */
export const service: Check<ConfiguredWorld> = {
  id: 'twilio-service',
  title: 'Conversations Service',
  async run(world) {
    const { status } = await ask(world, fetchService);
    if (status === 404) {
      return [
        wrong(
          'The account of the API key has no such Conversations Service in this region.',
          'Set CONVERSATIONS_SERVICE_SID to one in the console under Conversations, Services.',
        ),
      ];
    }
    if (status === 200) return [ok('The service exists.')];
    // What a restricted key may not see is a matter of its type.
    return status === 403 ? [] : [unclear(status)];
  },
};

/** That the key is of the account that tokens name. */
export const account: Check<ConfiguredWorld> = {
  id: 'twilio-account',
  title: 'Account',
  async run(world) {
    const { found } = await ask(world, fetchService);
    if (!found) return [];
    return [
      found.accountSid === world.settings.twilio.accountSid
        ? ok('The key is of the account that tokens name.')
        : wrong(
            'The API key is of another account than TWILIO_ACCOUNT_SID. Twilio refuses such tokens (20103).',
            'Set the SID of the account that the key was created in.',
          ),
    ];
  },
};
