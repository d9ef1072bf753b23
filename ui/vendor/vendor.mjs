// Refreshes static/vendor/ from the pinned npm packages in package.json.
// Runs only when somebody upgrades the design system; the result is committed.
import { readFileSync, writeFileSync, mkdirSync, copyFileSync, readdirSync } from 'node:fs';

const OUT = '../../static/vendor';
mkdirSync(`${OUT}/fonts`, { recursive: true });
const pkg = JSON.parse(readFileSync('package.json', 'utf8'));
const version = (name) => pkg.devDependencies[name];
const read = (f) => readFileSync(`node_modules/${f}`, 'utf8').replace(/\/\*#\s*sourceMappingURL[^*]*\*\//g, '');

// 1. Component CSS, in a cascade layer so that our own CSS always wins.
const css = [];
for (const name of Object.keys(pkg.devDependencies)) {
  if (!name.endsWith('-css')) continue;
  const dist = readdirSync(`node_modules/${name}/dist`);
  const short = name.split('/')[1].replace('-css', '');
  const file = dist.includes(`${short}.css`) ? `${short}.css` : 'index.css';
  css.push(`/* ${name}@${version(name)} */\n${read(`${name}/dist/${file}`)}`);
}
const components = css.join('\n');
writeFileSync(`${OUT}/nlds.css`, `@layer nlds {\n${components}\n}\n`);

// 2. Component tokens: only the ones that the components above use, as references to --basis-*.
const theme = read('@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css');
const map = new Map([...theme.matchAll(/^\s*(--[a-z0-9-]+):\s*(.*?);/gm)].map((m) => [m[1], m[2]]));
const used = new Set([...components.matchAll(/var\(\s*(--(?:utrecht|nl)-[a-z0-9-]+)/g)].map((m) => m[1]));
const keep = new Map();
const visit = (name) => {
  if (keep.has(name) || !map.has(name) || name.startsWith('--basis-')) return;
  keep.set(name, map.get(name));
  for (const m of map.get(name).matchAll(/var\(\s*(--[a-z0-9-]+)/g)) visit(m[1]);
};
used.forEach(visit);
const basis = new Set([...keep.values()].flatMap((v) => [...v.matchAll(/--basis-[a-z0-9-]+/g)].map((m) => m[0])));
writeFileSync(
  `${OUT}/nlds-tokens.css`,
  `/* from @nl-design-system-unstable/voorbeeld-design-tokens@${version('@nl-design-system-unstable/voorbeeld-design-tokens')}, EUPL-1.2 */\n` +
    `@layer nlds-tokens {\n:root {\n${[...keep].map(([k, v]) => `  ${k}: ${v === 'None' ? 'none' : v};`).sort().join('\n')}\n}\n}\n`,
);
writeFileSync(`${OUT}/basis-contract.txt`, [...basis].sort().join('\n') + '\n');

// 3. Fonts: Fira Sans for pages and PDFs, other scripts so that every name can be written. Licences beside them.
const FONTS = {
  'fira-sans': { latin: [400, 500, 600], 'latin-ext': [400, 500, 600], vietnamese: [400, 600], greek: [400, 600], cyrillic: [400, 600] },
  'noto-sans-hebrew': { hebrew: [400, 600] },
  'ibm-plex-sans-arabic': { arabic: [400, 600] },
};
for (const [family, subsets] of Object.entries(FONTS)) {
  for (const [subset, weights] of Object.entries(subsets))
    for (const weight of weights) {
      const name = family.endsWith(subset) ? family : `${family}-${subset}`;
      copyFileSync(`node_modules/@fontsource/${family}/files/${family}-${subset}-${weight}-normal.woff2`, `${OUT}/fonts/${name}-${weight}.woff2`);
    }
  copyFileSync(`node_modules/@fontsource/${family}/LICENSE`, `${OUT}/fonts/${family}-LICENSE.txt`);
}
copyFileSync('node_modules/@fontsource/fira-sans/files/fira-sans-latin-400-italic.woff2', `${OUT}/fonts/fira-sans-latin-400-italic.woff2`);

// 4. Icons: one sprite of the names in icons.txt.
const ICONS = readFileSync('icons.txt', 'utf8').trim().split(/\s+/);
const symbols = ICONS.map((i) => {
  const svg = read(`@tabler/icons/icons/outline/${i}.svg`);
  return `<symbol id="${i}" viewBox="0 0 24 24">${svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/<path stroke="none"[^>]*>/, '').replace(/\s+/g, ' ').trim()}</symbol>`;
});
writeFileSync(`${OUT}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
copyFileSync('node_modules/@tabler/icons/LICENSE', `${OUT}/icons-LICENSE.txt`);
console.log({ css: components.length, tokens: keep.size, basis: basis.size, missing: [...used].filter((u) => !map.has(u) && !u.startsWith('--_')).length, icons: ICONS.length });
