import { choice, encode, enumerated, integer, open, sequence, sequenceOf, type Type } from './types.js';

/*
 * S1AP and X2AP wrap their information elements alike (TS 36.413 9.3.4, TS 36.423 9.3.6): a PDU is one of three
 * outcomes of a procedure; in it lies a list of elements, each with its number, its criticality, and its value as an
 * open type.
 */

/** What a receiver does that does not know an element. */
export type Criticality = 'reject' | 'ignore' | 'notify';
const CRITICALITIES: readonly Criticality[] = ['reject', 'ignore', 'notify'];
const criticality: Type<Criticality> = (w, value) => enumerated(3)(w, CRITICALITIES.indexOf(value));

/** An element of a number and type, as a table has it. */
export interface Element {
  readonly id: number;
  readonly criticality: Criticality;
  readonly type: Type<never>;
}

export type Pdu = 'initiatingMessage' | 'successfulOutcome' | 'unsuccessfulOutcome';
const PDUS: readonly Pdu[] = ['initiatingMessage', 'successfulOutcome', 'unsuccessfulOutcome'];

/** A message as a table has it: its procedure and outcome, and its elements by name, in their order. */
export interface Message {
  readonly code: number;
  readonly pdu: Pdu;
  readonly criticality: Criticality;
  readonly elements: readonly (readonly [name: string, element: Element])[];
}

const id = integer(0, 65535);

/** A single element with its value. */
export function ie(number: number, critical: Criticality, type: Type<never>): Type<unknown> {
  const value = open(type as Type<unknown>);
  return (w, of) => {
    id(w, number);
    criticality(w, critical);
    value(w, of);
  };
}

const list = sequenceOf<readonly [Element, unknown]>(0, 65535, (w, [element, value]) =>
  ie(element.id, element.criticality, element.type)(w, value),
);
const body = sequence([['protocolIEs', list as Type<never>]]);

/** The octets of a message; elements without a value are left out. */
export function encodeMessage(message: Message, values: Readonly<Record<string, unknown>>): Uint8Array {
  for (const name of Object.keys(values)) {
    if (!message.elements.some(([other]) => other === name)) throw new TypeError(`${name} is no element`);
  }
  const present = message.elements.flatMap(([name, element]) =>
    values[name] === undefined ? [] : [[element, values[name]] as const],
  );
  const content: Type<typeof present> = (w, elements) => {
    integer(0, 255)(w, message.code);
    criticality(w, message.criticality);
    open(body)(w, { protocolIEs: elements });
  };
  return encode(choice(3, PDUS.indexOf(message.pdu), content), present, true);
}
