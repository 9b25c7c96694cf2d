import type { AnyNode, Expression, Node } from 'acorn';

/*
 * What a mutation may do to a piece of code: one small change that a mistake could have made. Everything works on
 * the syntax tree of a built module, whose text is that of the source without its types.
 */

/** One change: `text` stands in place of what lay between `from` and `to`. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What was changed, and what stands there now, for people. */
  readonly before: string;
  readonly after: string;
}

/** Keys that are easily taken for one another: the other KASME. Those of a row and of a block have functions of their own. */
const OTHER_KEYS: Readonly<Record<string, readonly string[]>> = {
  'blockKey K_MME_AS': ['rowKey K_MME_NAS'],
  'blockKey K_MME_PENDING': ['rowKey K_MME_NAS'],
  'rowKey K_MME_NAS': ['blockKey K_MME_AS', 'blockKey K_MME_PENDING'],
  'blockKey K_UE_AS': ['rowKey K_UE_NAS'],
  'blockKey K_UE_PENDING': ['rowKey K_UE_NAS'],
  'rowKey K_UE_NAS': ['blockKey K_UE_AS', 'blockKey K_UE_PENDING'],
};
const OTHER_FUNCTIONS: Readonly<Record<string, string>> = { asKasme: 'newestKasme', newestKasme: 'asKasme' };

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as AnyNode).type === 'string';

/** The nodes right below one. */
export function children(node: Node): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** A node and all below it. */
export function* all(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const child of children(node)) yield* all(child);
}

/** Names of flags and of words are written in capitals. */
const isConstant = (node: AnyNode): boolean =>
  node.type === 'Identifier' && /^[A-Z][A-Z0-9_]+$/.test(node.name);

/** The flags of a mask, or none if the node is no mask. */
export function flagsOf(node: AnyNode): AnyNode[] {
  if (isConstant(node)) return [node];
  if (node.type !== 'BinaryExpression' || node.operator !== '|') return [];
  const left = flagsOf(node.left as AnyNode);
  const right = flagsOf(node.right);
  return left.length > 0 && right.length > 0 ? [...left, ...right] : [];
}

/** A mask (whose flags are dropped as a whole), or arithmetic on addresses and bits. */
function isPlace(node: AnyNode): boolean {
  return flagsOf(node).length > 1 || (node.type === 'BinaryExpression' && !(node.operator in COMPARISONS));
}

/** Changes of code in one module. */
export class Operators {
  constructor(private readonly source: string) {}

  /** All changes of a node and of what lies below it. Where a thing lies in a word, or in memory, is left alone. */
  *of(node: AnyNode): Generator<Change> {
    yield* this.ofOne(node);
    if (isPlace(node)) return;
    for (const child of children(node)) yield* this.of(child);
  }

  text(node: Node): string {
    return this.source.slice(node.start, node.end);
  }

  /** An expression in place of another. */
  instead(node: Node, text: string): Change {
    return { from: node.start, to: node.end, text: `(${text})`, before: this.text(node), after: text };
  }

  /** A condition that always or never holds, or the opposite of it. */
  *condition(test: Expression): Generator<Change> {
    yield this.instead(test, 'true');
    yield this.instead(test, 'false');
    yield this.instead(test, `!(${this.text(test)})`);
  }

  /** What a function says, always or never, or the opposite of it; `body` is an expression, or statements in braces. */
  *result(body: AnyNode): Generator<Change> {
    if (body.type !== 'BlockStatement') yield* this.condition(body as Expression);
    else {
      for (const text of ['true', 'false', `!(() => ${this.text(body)})()`])
        yield this.resultInstead(body, text);
    }
  }

  /** An expression in place of all that a function says. */
  resultInstead(body: AnyNode, text: string): Change {
    const change = this.instead(body, text);
    return body.type === 'BlockStatement' ? { ...change, text: `{ return ${change.text}; }` } : change;
  }

  /** A statement that is left out. */
  without(node: Node): Change {
    return { from: node.start, to: node.end, text: ';', before: this.text(node), after: '' };
  }

  /** A mask without one of its flags; 0 if it is the only one. */
  *dropFlags(mask: AnyNode, which: (flag: string) => boolean): Generator<Change> {
    const flags = flagsOf(mask);
    for (const flag of flags) {
      if (!which(this.text(flag))) continue;
      const rest = flags.filter((other) => other !== flag).map((other) => this.text(other));
      yield this.instead(mask, rest.length === 0 ? '0' : rest.join(' | '));
    }
  }

  private *ofOne(node: AnyNode): Generator<Change> {
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        yield* this.condition(node.test);
        return;
      case 'ReturnStatement':
        if (node.argument && isBoolean(node.argument)) yield* this.condition(node.argument);
        return;
      case 'LogicalExpression':
        yield* this.logical(node.left, node.right, node.operator === '&&' ? '||' : '&&', node);
        return;
      case 'BinaryExpression':
        yield* this.binary(node, node.operator);
        return;
      case 'ExpressionStatement':
        yield this.without(node);
        return;
      case 'CallExpression':
        yield* this.otherKasme(node);
        return;
      case 'Literal':
        if (typeof node.value === 'boolean') yield this.instead(node, String(!node.value));
        else if (typeof node.value === 'number')
          yield this.instead(node, node.value === 1 ? '0' : `${node.value + 1}`);
    }
  }

  private *otherKasme(call: AnyNode & { type: 'CallExpression' }): Generator<Change> {
    const name = this.text(call.callee);
    const [env, u, slot] = call.arguments.map((argument) => this.text(argument));
    if (name in OTHER_FUNCTIONS) yield this.instead(call, `${OTHER_FUNCTIONS[name]}(${env}, ${u})`);
    for (const other of OTHER_KEYS[`${name} ${slot}`] ?? []) {
      const [getter, key] = other.split(' ');
      if (this.source.includes(getter) && this.source.includes(key))
        yield this.instead(call, `${getter}(${env}, ${u}, ${key})`);
    }
  }

  private *logical(left: Expression, right: Expression, other: string, node: Node): Generator<Change> {
    yield this.instead(node, this.text(left));
    yield this.instead(node, this.text(right));
    yield this.instead(node, `(${this.text(left)}) ${other} (${this.text(right)})`);
  }

  private *binary(node: AnyNode & { type: 'BinaryExpression' }, operator: string): Generator<Change> {
    if (flagsOf(node).length > 1) {
      yield* this.dropFlags(node, () => true);
      return;
    }
    const left = this.text(node.left);
    const right = this.text(node.right);
    for (const other of COMPARISONS[operator] ?? [])
      yield this.instead(node, `(${left}) ${other} (${right})`);
  }
}

function isBoolean(node: Expression): boolean {
  return (
    node.type === 'LogicalExpression' ||
    (node.type === 'UnaryExpression' && node.operator === '!') ||
    (node.type === 'BinaryExpression' && node.operator in COMPARISONS)
  );
}
