/** The clocks of the world, from the platform's own tz data. Names are as Go's `time.LoadLocation` takes them on Linux. */
import { nearest } from './nearest.ts';

/** What a clock in a zone shows, as milliseconds since 1970 on a clock that shows the same in UTC. */
export type Wall = (atMs: number) => number;

/** Names without an area that tz data has. V8 knows more of them, abbreviations such as PST, which Go does not. */
const plainNames = new Set(
  `CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica
  Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal
  W-SU WET Zulu`.split(/\s+/),
);
/** `Area/Place`, with the capitals of tz data: there a name is a file's. */
const areaAndPlace =
  /^(?!SystemV)(?:[A-Z][a-z]+|US)(?:\/(?:[A-Z]+[a-z][A-Za-z_-]*|GMT(?:[+-]?\d{1,2})?|UTC|UCT|ACT|LHI|NSW))+$/;

/** A reader of the zone's clock; the empty name is UTC and `Local` the machine's own. An error says what may have been meant. */
export function readZone(name: string): { ok: true; wall: Wall } | { ok: false; error: string } {
  if (name === '' || name === 'UTC') return { ok: true, wall: (atMs) => atMs };
  if (name === 'Local') return { ok: true, wall: wallOf(formatter()) };
  const format = plainNames.has(name) || areaAndPlace.test(name) ? tryFormatter(name) : null;
  return format ? { ok: true, wall: wallOf(format) } : { ok: false, error: unknownZone(name) };
}

/** One a zone for good: making one takes a hundred times longer than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function tryFormatter(name: string): Intl.DateTimeFormat | null {
  const known = formatters.get(name);
  if (known) return known;
  try {
    const made = formatter(name);
    formatters.set(name, made);
    return made;
  } catch {
    return null;
  }
}

const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
const formatter = (timeZone?: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    ...fields,
    ...(timeZone === undefined ? {} : { timeZone }),
    second: 'numeric',
    hourCycle: 'h23',
  });

/** `7/29/2026, 23:15:00`, of which only the order matters. Taking it apart is twice as fast as asking for the parts. */
function wallOf(format: Intl.DateTimeFormat): Wall {
  return (atMs) => {
    const [month = 1, day, year = 0, hour, minute, second] = format.format(atMs).split(/\D+/).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/**
 * The instant at which the zone's clock shows this, found as Go's `time.Date` finds it: of an hour that comes twice it is the first or
 * the second, of one that never comes an hour beside it.
 */
export function instantOf(wall: Wall, shownMs: number): number {
  const offset = (atMs: number): number => wall(atMs) - Math.floor(atMs / 1000) * 1000;
  return shownMs - offset(shownMs - offset(shownMs));
}

function unknownZone(name: string): string {
  const said = `There is no location ${JSON.stringify(name)}.`;
  if (/^[A-Z]{2,4}$|^[+-]/.test(name)) {
    return `${said} Abbreviations and offsets are none: name a place, such as America/New_York.`;
  }
  const near = nearZone(name);
  return `${said} ${near === null ? 'It is a name of the tz database, such as Europe/Berlin, or UTC, or Local.' : `Did you mean ${near}?`}`;
}

function nearZone(name: string): string | null {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const low = (text: string): string => text.toLowerCase().replaceAll(' ', '_');
  const place = known.find((zone) => low(zone) === low(name) || low(zone).endsWith(`/${low(name)}`));
  const near = place === undefined ? nearest(low(name), known.map(low)) : null;
  return place ?? known.find((zone) => low(zone) === near) ?? null;
}
