import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export type Declaration = ts.DeclarationStatement;

/** A declaration that a module exports, or that such a declaration needs. */
export interface Declared {
  name: string;
  node: Declaration;
  /** The text for a declaration file, with the comment and without `export`. */
  text: string;
  isPublic: boolean;
}

/** A name in another module. */
interface ImportedName {
  module: string;
  name: string;
}

/** The declarations of a source file: its own and the imported ones, by name. */
interface Declarations {
  path: string;
  own: Map<string, ts.Statement>;
  others: Map<string, ImportedName>;
  /** The exported names, in the order of the file. */
  exported: string[];
}

/**
 * Returns the exports of `entry`, in its order, and then the declarations that their types need. Throws an error if a
 * type comes from another package: users of the declaration file do not have that package.
 */
export function publicApi(entry: string): Declared[] {
  const root = declarationsOf(entry);
  const found = new Map<string, Declared>();
  const wanted = root.exported.map((name) => ({ from: root, name, isPublic: true }));
  for (const { from, name, isPublic } of wanted) {
    const at = find(from, name);
    if (!at || found.has(name)) continue;
    const { file, node } = at;
    found.set(name, { name, node, text: textOf(file, node), isPublic });
    for (const needed of namesIn(node)) wanted.push({ from: file, name: needed, isPublic: false });
  }
  return [...found.values()];
}

const loaded = new Map<string, Declarations>();

function declarationsOf(path: string): Declarations {
  const file = loaded.get(path) ?? read(path);
  loaded.set(path, file);
  return file;
}

function read(path: string): Declarations {
  const compilerOptions = { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.NodeNext };
  const { outputText } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true },
  });
  const source = ts.createSourceFile(path, outputText, compilerOptions.target, true);
  const file: Declarations = { path, own: new Map(), others: new Map(), exported: [] };
  for (const statement of source.statements) note(file, statement);
  return file;
}

function note(file: Declarations, statement: ts.Statement): void {
  const isImport = ts.isImportDeclaration(statement);
  if (isImport || ts.isExportDeclaration(statement)) {
    const module = (statement.moduleSpecifier as ts.StringLiteral | undefined)?.text ?? '';
    const names = isImport ? statement.importClause?.namedBindings : statement.exportClause;
    if (!names || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return;
    for (const { name, propertyName = name } of names.elements) {
      if (module) file.others.set(name.text, { module, name: propertyName.text });
      if (!isImport) file.exported.push(name.text);
    }
    return;
  }
  const declared = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations
    : [statement as Declaration];
  const { modifiers } = statement as Declaration & { modifiers?: ts.NodeArray<ts.ModifierLike> };
  for (const { name } of declared) {
    if (!name || !ts.isIdentifier(name)) continue;
    file.own.set(name.text, statement);
    if (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      file.exported.push(name.text);
  }
}

/** Finds the declaration of a name. Returns undefined for types of the language and for type parameters. */
function find(
  file: Declarations,
  name: string,
): { file: Declarations; node: Declaration } | undefined {
  const node = file.own.get(name);
  if (node) return { file, node: node as Declaration };
  const other = file.others.get(name);
  if (!other) return undefined;
  if (!other.module.startsWith('.'))
    throw new Error(
      `${file.path} uses ${name} of the package ${other.module} in the public types: declare the type in this project.`,
    );
  return find(declarationsOf(join(dirname(file.path), other.module)), other.name);
}

function namesIn(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (it: ts.Node): void => {
    if (ts.isTypeReferenceNode(it)) names.push(firstName(it.typeName));
    if (ts.isExpressionWithTypeArguments(it)) names.push(firstName(it.expression));
    ts.forEachChild(it, visit);
  };
  visit(node);
  return names;
}

/** Returns `a` for `a.b.c`. */
const firstName = (name: ts.Node): string => name.getText().split('.')[0] ?? '';

function textOf(file: Declarations, node: Declaration): string {
  const source = node.getSourceFile();
  const text = source.text.slice(node.getStart(source, true), node.end);
  const list = /\(typeof (\w+)\)\[number\]/.exec(text)?.[1];
  return (list ? text.replace(`(typeof ${list})[number]`, union(file, list)) : text).replace(
    /^export /m,
    '',
  );
}

/** Returns `'a' | 'b'` for the constant `['a', 'b']`. */
function union(file: Declarations, list: string): string {
  const texts =
    find(file, list)
      ?.node.getText()
      .match(/"[^"]*"/g) ?? [];
  return texts.map((text) => `'${text.slice(1, -1)}'`).join(' | ');
}
