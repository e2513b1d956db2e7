/** Twilio's errors, in the form in which its REST API answers them. */

/** Codes of Twilio's error dictionary, https://www.twilio.com/docs/api/errors. */
export const CODES = {
  invalidParameter: 20001,
  authenticate: 20003,
  methodNotAllowed: 20004,
  notFound: 20404,
  unsupportedMediaType: 20415,
  tooManyRequests: 20429,
  friendlyNameTooLong: 50003,
  uniqueNameTooLong: 50004,
  roleNotFound: 50100,
  permissionNotFound: 50104,
  invalidRoleType: 50105,
  conversationRoleNotFound: 50109,
  userExists: 50201,
  identityReserved: 50203,
  identityMissing: 50204,
  identityLooksLikeSid: 50206,
  identityTooLong: 50207,
  uniqueNameExists: 50353,
  uniqueNameLooksLikeSid: 50390,
  participantExists: 50433,
  notAuthorized: 70051,
} as const;

/** The body of an error. */
export interface ErrorBody {
  code: number;
  message: string;
  more_info: string;
  status: number;
  detail?: string;
}

/** The body that Twilio sends with a status and a code. */
export function errorBody(
  status: number,
  code: number,
  message: string,
  detail?: string,
): ErrorBody {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { code, message, more_info, status, ...(detail !== undefined && { detail }) };
}

/** A refusal: thrown by whatever judges a request, answered by the server. */
export class TwilioError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }

  get body(): ErrorBody {
    return errorBody(this.status, this.code, this.message, this.detail);
  }
}

/** 404, as for every resource that a path names and that is not there. */
export function notFound(path: string): TwilioError {
  return new TwilioError(404, CODES.notFound, `The requested resource ${path} was not found`);
}

/** 400 for a parameter. */
export function invalid(message: string, code: number = CODES.invalidParameter): TwilioError {
  return new TwilioError(400, code, message);
}
