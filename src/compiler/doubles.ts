import type { Expression, Node, TypeNode } from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isAsExpression,
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isNumericLiteral,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
} from 'typescript/unstable/ast/is';
import { type Project, SymbolFlags } from 'typescript/unstable/sync';

/** Operators whose result is a Double if one side is. */
const ARITHMETIC: readonly string[] = ['+', '-', '*', '/', '%'];

/**
 * Whether an expression is a Double. To TypeScript that is a number like any other, so what counts is the type that was
 * written where the thing was declared, or what its value is made of.
 */
export function isDouble(expression: Node, project: Project): boolean {
  const isIt = (node: Node): boolean => isDouble(node, project);
  if (isNumericLiteral(expression)) return /^\d*\.\d/.test(expression.getText());
  if (isParenthesizedExpression(expression)) return isIt(expression.expression);
  if (isPrefixUnaryExpression(expression)) return isIt(expression.operand);
  if (isAsExpression(expression)) return isNamedDouble(expression.type);
  if (isConditionalExpression(expression)) return isIt(expression.whenTrue) || isIt(expression.whenFalse);
  if (isBinaryExpression(expression)) {
    const { left, operatorToken, right } = expression;
    return ARITHMETIC.includes(operatorToken.getText()) && (isIt(left) || isIt(right));
  }
  if (isElementAccessExpression(expression))
    return project.checker.getTypeAtLocation(expression.expression)?.getSymbol()?.name === 'Float64Array';
  const named = isCallExpression(expression) ? expression.expression : expression;
  return isDeclaredDouble(isPropertyAccessExpression(named) ? named.name : named, project);
}

const isNamedDouble = (type?: TypeNode): boolean => type?.getText() === 'Double';

function isDeclaredDouble(name: Node, project: Project): boolean {
  const { checker } = project;
  let symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return false;
  if ((symbol.flags & SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol);
  const [declaration] = symbol.declarations;
  const { type, initializer } = (declaration?.resolve(project) ?? {}) as Declared;
  // A function is what it returns.
  if (initializer !== undefined && isArrowFunction(initializer)) return isNamedDouble(initializer.type);
  if (type !== undefined) return isNamedDouble(type);
  return initializer !== undefined && isDouble(initializer, project);
}

interface Declared {
  readonly type?: TypeNode;
  readonly initializer?: Expression;
}
