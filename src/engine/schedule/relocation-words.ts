/** In word KIND of a transfer: no message of anybody, but what the row at one end of a relocation tells the other. */
export const CLOCK = 0xff;
/** ... with this in the same word: that end is gone, and nothing more comes from it. */
export const GONE = 0x100;

/** Words behind an active block: how far the row may go (relocations.ts). */
export const RELOCATION_WORDS = 3;
/** Before then nothing comes from the other row of the relocation: low 32 bits of µs. */
export const HORIZON = 0;
/** When the first message is due that the row has sent and the other has not told of, likewise; or one of the following. */
export const SENT = 1;
/** There is no such message. */
export const NOTHING = 0;
/** The row has sent something to a row that it did not know: what that leads to nobody tells it. */
export const LOOSE = 1;
/** There is no such message, and the other row is gone. */
export const ALONE = 2;
/** Messages that the row has sent (upper half), and got (lower half), in this relocation. */
export const COUNTS = 2;
