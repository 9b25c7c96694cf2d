import {
  type ArrowFunction,
  type BindingElement,
  type FunctionLikeDeclaration,
  type ImportClause,
  type Node,
  type ReturnStatement,
  type SourceFile,
  type Statement,
  SyntaxKind,
  type VariableDeclaration,
  type VariableStatement,
} from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isBlock,
  isExportDeclaration,
  isFunctionLikeDeclaration,
  isHeritageClause,
  isImportClause,
  isImportSpecifier,
  isNumericLiteral,
  isObjectBindingPattern,
  isPropertyAccessExpression,
  isReturnStatement,
  isStatement,
  isStringLiteral,
  isTypeOperatorNode,
  isTypeReferenceNode,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import { Edits } from './edits.js';

/** Statements, and bodies of functions, that a build is made without. */
export type Omission = (module: string, node: Statement) => boolean;

/** What AssemblyScript calls the functions of Math; imul is of model/words. */
const MATH: ReadonlyMap<string, string> = new Map([
  ['imul', 'imul'],
  ['clz32', 'clz<i32>'],
]);

/** Integer literals that are negative as a word. */
const LARGE_HEX = /^0x_?[89a-f](?:_?[0-9a-f]){7}$/i;

/**
 * A module of the subset (subset.ts), as AssemblyScript. What differs between the two is changed on the syntax tree, and
 * every line stays where it is, so that what the compiler has to say names the source's own line.
 */
export class Translation {
  readonly edits: Edits;
  private readonly uses = new Set<string>();

  /**
   * @param module its path below src, without extension
   * @param omit what is left out
   */
  constructor(
    private readonly tree: SourceFile,
    private readonly module: string,
    private readonly omit: Omission = () => false,
  ) {
    this.edits = new Edits(tree.text);
  }

  /** The whole module. */
  all(): string {
    for (const statement of this.tree.statements) this.part(statement, false);
    return this.result();
  }

  /** The text with all changes so far, and imports of what they use. */
  result(): string {
    const imported = namesOfImports(this.tree);
    const names = ['Words', 'imul'].filter((name) => this.uses.has(name) && !imported.has(name));
    const up = '../'.repeat(this.module.split('/').length - 1);
    if (names.length > 0) this.edits.insert(0, `import { ${names.join(', ')} } from '${up}model/words'; `);
    return this.edits.result();
  }

  /**
   * Changes a part of the module.
   *
   * @param isVoid whether it stands in a function that returns nothing
   */
  part(node: Node, isVoid: boolean): void {
    if (isStatement(node) && this.omit(this.module, node)) this.replace(node, '{}');
    else if (!this.replaced(node)) this.changed(node, isVoid);
  }

  private replace(node: Node, by: string): void {
    this.edits.replace(node.getStart(), node.end, by);
  }

  private parts(node: Node, isVoid: boolean): void {
    node.forEachChild((child) => this.part(child, isVoid));
  }

  /** Replaces what has another name, or none, in AssemblyScript; false: it is not such a thing. */
  private replaced(node: Node): boolean {
    const by = this.nameOf(node);
    if (by === undefined) return false;
    this.replace(node, by);
    return true;
  }

  private nameOf(node: Node): string | undefined {
    if (node.kind === SyntaxKind.NumberKeyword) return 'i32';
    if (node.kind === SyntaxKind.BooleanKeyword) return 'bool';
    if (isTypeOperatorNode(node)) return 'StaticArray<i32>';
    if (isTypeReferenceNode(node) && node.getText() === 'Int32Array') return this.used('Words');
    if (isNumericLiteral(node))
      return LARGE_HEX.test(node.getText()) ? `(<i32>${node.getText()})` : undefined;
    if (isStringLiteral(node)) return node.getText().replace(/\.js'$/, "'");
    if (isPropertyAccessExpression(node) && node.expression.getText() === 'Math') {
      const name = MATH.get(node.name.text);
      return name === 'imul' ? this.used(name) : name;
    }
    if (isExportDeclaration(node) || isImplements(node)) return '';
    return undefined;
  }

  /** A name of model/words that the text uses from now on. */
  used(name: 'Words' | 'imul'): string {
    this.uses.add(name);
    return name;
  }

  private changed(node: Node, isVoid: boolean): void {
    if (isFunctionLikeDeclaration(node)) this.parts(node, returnsNothing(node));
    else if (isReturnStatement(node) && isVoid) this.returnOfNothing(node);
    else if (isVariableStatement(node)) this.variables(node, isVoid);
    else {
      if (isImportClause(node)) this.importOfTypes(node);
      this.parts(node, isVoid);
    }
  }

  /** AssemblyScript has no imports of types alone. */
  private importOfTypes(clause: ImportClause): void {
    const { name, namedBindings } = clause;
    const first = name ?? namedBindings;
    if (first !== undefined) this.edits.replace(clause.getStart(), first.getStart(), '');
    namedBindings?.forEachChild((specifier) => {
      if (isImportSpecifier(specifier) && specifier.isTypeOnly)
        this.edits.replace(specifier.getStart(), (specifier.propertyName ?? specifier.name).getStart(), '');
    });
  }

  /** ... and no `return f();` where f returns nothing. */
  private returnOfNothing(statement: ReturnStatement): void {
    const { expression } = statement;
    if (expression === undefined) return;
    this.edits.replace(statement.getStart(), expression.getStart(), '{ ');
    this.part(expression, true);
    this.edits.replace(expression.end, statement.end, '; return; }');
  }

  private variables(statement: VariableStatement, isVoid: boolean): void {
    const { declarations } = statement.declarationList;
    const [declaration] = declarations;
    const { name, initializer } = declaration;
    if (initializer !== undefined && isArrowFunction(initializer))
      this.functionOf(statement, declaration, initializer);
    else if (isObjectBindingPattern(name)) this.fields(statement, declaration);
    else this.parts(statement, isVoid);
  }

  /** A constant that is an arrow function becomes a function. */
  private functionOf(
    statement: VariableStatement,
    { name }: VariableDeclaration,
    arrow: ArrowFunction,
  ): void {
    const { edits } = this;
    const { body, equalsGreaterThanToken } = arrow;
    const isVoid = returnsNothing(arrow);
    edits.insert(statement.getStart(), '@inline ');
    edits.replace(statement.declarationList.getStart(), name.getStart(), 'function ');
    edits.replace(name.end, arrow.getStart(), '');
    for (const parameter of arrow.parameters) this.part(parameter, false);
    if (arrow.type !== undefined) this.part(arrow.type, false);
    edits.replace(equalsGreaterThanToken.getStart(), equalsGreaterThanToken.end, '');
    if (isBlock(body)) this.part(body, isVoid);
    else this.braced(body, isVoid);
    edits.replace(arrow.end, statement.end, '');
  }

  /** An expression becomes the body of a function. */
  braced(body: Node, isVoid: boolean): void {
    this.edits.insert(body.getStart(), isVoid ? '{ ' : '{ return ');
    this.part(body, isVoid);
    this.edits.insert(body.end, '; }');
  }

  /** Fields are taken out one by one. */
  private fields(statement: VariableStatement, declaration: VariableDeclaration): void {
    const { name, initializer } = declaration;
    const from = initializer?.getText();
    const constants: string[] = [];
    name.forEachChild((element) => {
      const { propertyName, name: own } = element as BindingElement;
      constants.push(`const ${own?.getText()} = ${from}.${(propertyName ?? own)?.getText()};`);
    });
    this.replace(statement, constants.join(' '));
  }
}

const isImplements = (node: Node): boolean =>
  isHeritageClause(node) && node.token === SyntaxKind.ImplementsKeyword;

const returnsNothing = ({ type }: FunctionLikeDeclaration): boolean => type?.kind === SyntaxKind.VoidKeyword;

function namesOfImports(tree: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const find = (node: Node): void => {
    if (isImportSpecifier(node)) names.add(node.name.text);
    else node.forEachChild(find);
  };
  for (const statement of tree.statements)
    if (statement.kind === SyntaxKind.ImportDeclaration) find(statement);
  return names;
}
