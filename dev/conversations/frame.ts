/** The frames that the Conversations SDK and its server exchange: a header, and perhaps a payload. */

/** The header of a frame, as far as it is looked at. */
export interface Header {
  method: string;
  id: string;
  payload_size?: number;
  payload_type?: string;
  [member: string]: unknown;
}

/** A frame. */
export interface Frame {
  header: Header;
  /** Undefined if the frame has none. */
  payload: unknown;
}

const PROTOCOL = 'TWILSOCK V3.0';
const LINE_END = '\r\n';

/** Writes a frame. */
export function encodeFrame(header: Header, payload?: object): Buffer {
  const body = Buffer.from(payload === undefined ? '' : JSON.stringify(payload));
  const full: Header = {
    ...header,
    payload_size: body.length,
    ...(payload !== undefined && { payload_type: 'application/json' }),
  };
  const head = Buffer.from(JSON.stringify(full));
  const parts = [`${PROTOCOL} ${head.length}${LINE_END}`, head, LINE_END, body];
  return Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)));
}

/**
 * Reads a frame.
 *
 * @throws Error if it is none
 */
export function decodeFrame(data: Buffer): Frame {
  const start = data.indexOf(LINE_END);
  const [, headLength] = /^TWILSOCK V3\.0 (\d+)$/.exec(data.toString('latin1', 0, start)) ?? [];
  if (headLength === undefined) throw new Error('The frame does not begin as one.');
  const head = data.subarray(start + 2, start + 2 + Number(headLength));
  const header = JSON.parse(head.toString()) as Header;
  const size = header.payload_size ?? 0;
  const body = data.subarray(start + 2 + head.length + 2);
  if (body.length !== size) throw new Error('The payload of the frame has another size.');
  return { header, payload: size > 0 ? JSON.parse(body.toString()) : undefined };
}
