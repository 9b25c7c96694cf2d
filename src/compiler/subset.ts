import {
  type BinaryExpression,
  type Expression,
  type FunctionLikeDeclaration,
  type Identifier,
  type Node,
  NodeFlags,
  type NumericLiteral,
  type SourceFile,
  SyntaxKind,
  type TypeNode,
  type VariableDeclaration,
} from 'typescript/unstable/ast';
import {
  isArrayTypeNode,
  isArrowFunction,
  isAsExpression,
  isBinaryExpression,
  isBindingElement,
  isConstructorDeclaration,
  isExportDeclaration,
  isFunctionDeclaration,
  isFunctionLikeDeclaration,
  isIdentifier,
  isImportDeclaration,
  isNewExpression,
  isNumericLiteral,
  isObjectBindingPattern,
  isParameterDeclaration,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isReturnStatement,
  isSetAccessorDeclaration,
  isSourceFile,
  isStringLiteral,
  isTypeOperatorNode,
  isTypeReferenceNode,
  isVariableDeclaration,
  isVariableDeclarationList,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import { FORMS, OPERATORS, remedyOf } from './forms.js';
import { placeOf } from './sources.js';

/** The largest word. */
const LARGEST = 0x7fff_ffff;
/** What compiled code has of Math: the same in both languages, to the bit. */
const MATH: readonly string[] = ['clz32', 'imul', 'LN2'];
const PATTERNS = 'patterns beyond `const { a, b } = record;` in a function';
/** What it has of JavaScript's other globals. */
const GLOBALS: readonly string[] = ['Math', 'Int32Array'];

/**
 * The subset of TypeScript that is compiled twice, to JavaScript and to WebAssembly: words, numbers, functions of modules,
 * and classes. forms.ts lists its forms; here stands what a form must be like.
 */
export class Subset {
  /** All that the module declares or imports. */
  private readonly names = new Set<string>();

  /** @param isDouble whether an expression is a number that is no 32-bit word */
  constructor(
    tree: SourceFile,
    private readonly isDouble: (expression: Expression) => boolean,
  ) {
    this.declare(tree);
  }

  /** @throws Error with file and line of the first thing that is outside the subset, and what to write instead */
  check(node: Node): void {
    const remedy = FORMS.has(node.kind) ? this.remedy(node) : remedyOf(node);
    if (remedy !== undefined) throw new Error(`${placeOf(node)}: not in compiled code: ${remedy}`);
    // An operator has been looked at with its expression.
    const operator = isBinaryExpression(node) ? node.operatorToken : undefined;
    node.forEachChild((child) => {
      if (child !== operator) this.check(child);
    });
  }

  private declare(node: Node): void {
    if (isIdentifier(node) && nameOf(node.parent) === node) this.names.add(node.text);
    else node.forEachChild((child) => this.declare(child));
  }

  /** What is wrong with a form of the subset, and what to write instead. */
  private remedy(node: Node): string | undefined {
    if (isIdentifier(node)) return this.identifier(node);
    if (isBinaryExpression(node)) return this.operation(node);
    if (isFunctionLikeDeclaration(node)) return functionRemedy(node);
    if (isVariableDeclaration(node)) return variableRemedy(node);
    if (isNumericLiteral(node)) return this.literal(node);
    if (isVariableDeclarationList(node)) {
      if ((node.flags & (NodeFlags.Let | NodeFlags.Const)) === 0) return '`var`; write `const` or `let`';
    } else if (isParameterDeclaration(node)) {
      if (node.dotDotDotToken || node.questionToken)
        return 'optional and rest parameters; give a default value';
      if (!isIdentifier(node.name)) return 'patterns for parameters; take them out in the function';
      if (!node.type) return `a parameter without a type, \`${node.getText()}\`; write its type`;
    } else if (isBindingElement(node)) {
      if (node.dotDotDotToken || node.initializer || !node.name || !isIdentifier(node.name)) return PATTERNS;
    } else if (isAsExpression(node)) {
      if (!isTypeReferenceNode(node.type))
        return `\`as ${node.type.getText()}\`; a Double is made by \`as Double\`, a word by whole or rounded of model/words.ts`;
    } else if (isPropertyDeclaration(node)) {
      if (node.postfixToken) return 'optional fields; give a value';
    } else if (isPropertyAccessExpression(node)) {
      if (node.expression.getText() === 'Math' && !MATH.includes(node.name.text))
        return `\`${node.getText()}\`; of Math there is ${MATH.join(', ')}`;
    } else if (isPrefixUnaryExpression(node)) {
      if (node.operator === SyntaxKind.PlusToken) return 'conversion by `+`; words are numbers already';
    } else if (isNewExpression(node)) {
      if (!isMadeOnce(node)) return '`new` beyond a constructor, whose memory nobody frees; use words';
    } else if (isStringLiteral(node)) {
      if (!isImportDeclaration(node.parent) && !isExportDeclaration(node.parent))
        return 'strings; use the number that a table gives it';
      if (!/^'\.\.?\/.*\.js'$/.test(node.getText()))
        return `packages, ${node.getText()}; import modules of src by their path`;
    } else if (isExportDeclaration(node)) {
      if (!node.isTypeOnly) return '`export { }`; write `export` where it is declared';
    } else if (isTypeOperatorNode(node)) {
      if (node.getText() !== 'readonly number[]')
        return `the type ${node.getText()}; lists are readonly number[]`;
    } else if (isArrayTypeNode(node)) {
      if (!isTypeOperatorNode(node.parent)) return `the type ${node.getText()}; lists are readonly number[]`;
    } else if (node.kind === SyntaxKind.ArrayLiteralExpression) {
      if (!isList(node.parent))
        return 'arrays; lists are constants of a module, of the type readonly number[]';
    }
    return undefined;
  }

  private identifier(node: Identifier): string | undefined {
    const { parent, text } = node;
    if (nameOf(parent) === node || propertyNameOf(parent) === node) return undefined;
    if (this.names.has(text) || GLOBALS.includes(text)) return undefined;
    return `\`${text}\`, which the module neither declares nor imports; write a function of the module`;
  }

  private literal(node: NumericLiteral): string | undefined {
    const { parent } = node;
    const value = Number(node.text);
    if (value <= LARGEST || /^0x[\da-f]{8}$/i.test(node.getText().replaceAll('_', ''))) return undefined;
    if (isPrefixUnaryExpression(parent) && value === LARGEST + 1) return undefined;
    if (isBinaryExpression(parent) && (this.isDouble(parent.left) || this.isDouble(parent.right)))
      return undefined;
    if ('type' in parent && (parent.type as TypeNode | undefined)?.getText() === 'Double') return undefined;
    return `\`${node.getText()}\`, a number beyond words where no Double stands`;
  }

  private operation(node: BinaryExpression): string | undefined {
    const { left, operatorToken, right } = node;
    const operator = operatorToken.getText();
    if (!OPERATORS.has(operator)) {
      const strict = operator === '==' || operator === '!=' ? `; write ${operator}=` : '';
      return `the operator ${operator}${strict}`;
    }
    if (operator === '>>>' && right.getText() === '0')
      return '`>>> 0`, a number beyond words; use isBelow, happens, pick or unsigned of model/words.ts';
    if (operator.startsWith('/') && !isTruncated(node) && !this.isDouble(left) && !this.isDouble(right))
      return `division of words that may leave a fraction, \`${node.getText()}\`; write (a / b) | 0, or let one be a Double`;
    return undefined;
  }
}

/** The name of what a node declares, or of a property that it reads. */
const nameOf = (node: Node): unknown => (node as { readonly name?: Node }).name;
const propertyNameOf = (node: Node): unknown => (node as { readonly propertyName?: Node }).propertyName;

/** `(a / b) | 0`. */
function isTruncated(node: BinaryExpression): boolean {
  const { parent } = node;
  if (!isParenthesizedExpression(parent) || !isBinaryExpression(parent.parent)) return false;
  return parent.parent.operatorToken.kind === SyntaxKind.BarToken && parent.parent.right.getText() === '0';
}

/** Whether a declaration is a constant of its module. */
function isOfModule(node: Node): boolean {
  const { parent } = node;
  if (!isVariableDeclaration(node) || !isVariableDeclarationList(parent)) return false;
  return (parent.flags & NodeFlags.Const) !== 0 && isSourceFile(parent.parent.parent);
}

const isList = (node: Node): boolean =>
  isVariableDeclaration(node) && isOfModule(node) && node.type?.getText() === 'readonly number[]';

/** Whether what stands here is made with an instance: in a constructor, a field's value, a constant; or by a function that only does that. */
function isMadeOnce(node: Node): boolean {
  let at = node;
  while (!isSourceFile(at) && !isFunctionLikeDeclaration(at)) at = at.parent;
  if (isSourceFile(at) || isConstructorDeclaration(at)) return true;
  return isFunctionDeclaration(at) && isReturnStatement(node.parent) && node.parent.parent === at.body;
}

function functionRemedy(node: FunctionLikeDeclaration): string | undefined {
  const { kind, parent } = node;
  if (isArrowFunction(node) && !isOfModule(parent)) return 'closures; write a function of the module';
  if (kind === SyntaxKind.FunctionDeclaration && !isSourceFile(parent))
    return 'functions in functions; write one of the module';
  if (node.asteriskToken) return 'generators; write a loop';
  if (node.body === undefined) return 'overloads; give each function a name';
  if (!node.type && !isConstructorDeclaration(node) && !isSetAccessorDeclaration(node))
    return 'a function without a type of what it returns; write it';
  return undefined;
}

function variableRemedy(node: VariableDeclaration): string | undefined {
  const { initializer, name, parent } = node;
  if (!initializer) return `a variable without a value, \`${node.getText()}\`; give it one`;
  if (!isObjectBindingPattern(name)) return undefined;
  const isOwn = isVariableStatement(parent.parent) && !isSourceFile(parent.parent.parent);
  if (!isOwn || (parent.flags & NodeFlags.Const) === 0) return PATTERNS;
  let from: Node = initializer;
  while (isPropertyAccessExpression(from)) from = from.expression;
  if (isIdentifier(from) || from.kind === SyntaxKind.ThisKeyword) return undefined;
  return `a pattern for \`${initializer.getText()}\`; give that a name first`;
}
