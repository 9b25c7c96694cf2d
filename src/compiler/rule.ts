import type {
  Expression,
  FunctionLikeDeclaration,
  Node,
  ObjectLiteralExpression,
  ParameterDeclaration,
  SourceFile,
  VariableStatement,
} from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isBlock,
  isFunctionExpression,
  isIdentifier,
  isImportDeclaration,
  isMethodDeclaration,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import { placeOf } from './sources.js';
import type { Subset } from './subset.js';
import { type Omission, Translation } from './translate.js';

/** A rule's module, as a class of the subset. */
export interface RuleModule {
  readonly module: string;
  /** What the module calls the rule. */
  readonly name: string;
  readonly number: number;
  readonly text: string;
}

const OWN_TYPES = './rule.js';

/**
 * A rule's module as AssemblyScript: its number and its condition, without the words that describe it. The condition may
 * be an expression, statements in braces, a method, or the name of a function; other functions of the module stay.
 *
 * @throws Error with file and line if there is no rule with a number and a condition
 */
export function ruleOf(tree: SourceFile, module: string, subset: Subset, omit?: Omission): RuleModule {
  const found = tree.statements.find(isRule);
  if (found === undefined)
    throw new Error(`${placeOf(tree)}: rule: expected \`export const ruleNN: Rule = {\`, found none`);
  const [{ name, initializer }] = found.declarationList.declarations;
  const object = initializer as ObjectLiteralExpression;
  const number = propertyOf(object, 'number');
  if (number === undefined || !isNumericLiteral(number))
    throw new Error(`${placeOf(found)}: rule: number: expected a whole number, found none`);
  const translation = new Translation(tree, module, omit);
  const { edits } = translation;
  for (const statement of tree.statements) {
    if (statement === found) continue;
    subset.check(statement);
    if (!isImportDeclaration(statement) || statement.moduleSpecifier.getText() !== `'${OWN_TYPES}'`)
      translation.part(statement, false);
    else edits.replace(statement.getStart(), statement.end, "import { Rule } from './rule';");
  }
  const own = name.getText();
  const condition = new Condition(translation, subset, object);
  edits.replace(found.getStart(), condition.start, `export class ${own}Class extends Rule { `);
  condition.translate();
  edits.replace(condition.end, found.end, ` } export const ${own} = new ${own}Class(${number.text});`);
  return { module, name: own, number: Number(number.text), text: translation.result() };
}

const isRule = (node: Node): node is VariableStatement => {
  if (!isVariableStatement(node)) return false;
  const [{ type, initializer }] = node.declarationList.declarations;
  return (
    /^(Rule|Guard)\b/.test(type?.getText() ?? '') &&
    initializer !== undefined &&
    isObjectLiteralExpression(initializer)
  );
};

/** What a property of the object is; undefined if it has none of that name. */
function propertyOf(object: ObjectLiteralExpression, name: string): Node | undefined {
  for (const property of object.properties) {
    if (isSpreadAssignment(property) || property.name?.getText() !== name) continue;
    return isPropertyAssignment(property) ? property.initializer : property;
  }
  return undefined;
}

/** `applies`, and how it becomes a method. */
class Condition {
  readonly start: number;
  readonly end: number;
  private readonly value: Node;

  constructor(
    private readonly translation: Translation,
    private readonly subset: Subset,
    object: ObjectLiteralExpression,
  ) {
    const value = propertyOf(object, 'applies');
    if (value === undefined)
      throw new Error(`${placeOf(object)}: rule: applies: expected a function of w and u, found none`);
    this.value = value;
    this.start = value.getStart();
    this.end = value.end;
  }

  translate(): void {
    const { value } = this;
    if (isArrowFunction(value) || isFunctionExpression(value) || isMethodDeclaration(value))
      this.method(value);
    else if (isIdentifier(value)) this.call(value);
    else if (isShorthandPropertyAssignment(value)) this.call(value.name);
    else throw notAFunction(value, value.getText());
  }

  private method(value: FunctionLikeDeclaration): void {
    const { edits } = this.translation;
    const { parameters, body } = value;
    const { modifiers = [] } = value;
    if (body === undefined || modifiers.length > 0 || value.asteriskToken !== undefined)
      throw notAFunction(value, modifiers[0]?.getText() ?? 'a generator');
    if (parameters.length > 2 || !parameters.every(isPlain))
      throw notAFunction(value, `(${parameters.map((parameter) => parameter.getText()).join(', ')})`);
    this.subset.check(body);
    const [w = 'w', u = 'u'] = parameters.map(({ name }) => name.getText());
    edits.replace(this.start, body.getStart(), this.header(w, u));
    if (isBlock(body)) this.translation.part(body, false);
    else this.translation.braced(body as Expression, false);
  }

  /** The condition is a function of the module. */
  private call(name: Node): void {
    const method = `${this.header('w', 'u')}{ return ${name.getText()}(w, u); }`;
    this.translation.edits.replace(this.start, this.end, method);
  }

  private header(w: string, u: string): string {
    return `applies(${w}: ${this.translation.used('Words')}, ${u}: i32): bool `;
  }
}

const isPlain = ({ name, dotDotDotToken, initializer }: ParameterDeclaration): boolean =>
  isIdentifier(name) && dotDotDotToken === undefined && initializer === undefined;

const notAFunction = (node: Node, got: string): Error =>
  new Error(`${placeOf(node)}: rule: applies: expected a function of w and u, got ${got}`);
