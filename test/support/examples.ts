/** The examples of lastword.yaml that people copy: whole files, and parts of one. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', 'docs/**/*.md', 'infra/**/*.md', 'src/cli/*-flags.ts'];

/** A block in Markdown, or a file in a shell line. */
const blocks = /^```yaml\n([^]*?)^```$|<<'END'\n([^]*?)^ +END$/gm;

export type Example = { where: string; text: string };

/** What a shell would write of it; the help texts indent it by two. */
const unindented = (text: string): string => text.replaceAll(/^ {2}/gm, '');

/** All YAML that a page shows, whatever it is for. */
function blocksOf(file: string): Example[] {
  const page = readFileSync(join(root, file), 'utf8');
  return [...page.matchAll(blocks)].map((found) => {
    const line = page.slice(0, found.index).split('\n').length;
    return { where: `${file}:${line}`, text: found[1] ?? unindented(found[2] ?? '') };
  });
}

/** Every block of YAML on our pages, and the settings in infra/. */
export const allYaml = (): Example[] => [
  ...pages.flatMap((pattern) => globSync(pattern, { cwd: root })).flatMap(blocksOf),
  ...globSync('infra/**/lastword*.yaml', { cwd: root }).map((file) => ({
    where: file,
    text: readFileSync(join(root, file), 'utf8'),
  })),
];

/** The keys at the top of a YAML text. */
export const keysOf = ({ text }: Example): string[] => Object.keys((parse(text) ?? {}) as object);
