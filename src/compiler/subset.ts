import type { Node } from 'typescript/unstable/ast';

/** @throws Error with file and line of what is outside the subset */
export function check(_node: Node): void {}
