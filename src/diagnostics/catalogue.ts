import { calm001 } from "./calm001.ts";
import { calm002 } from "./calm002.ts";
import { calm003 } from "./calm003.ts";
import { calm004 } from "./calm004.ts";
import { calm005 } from "./calm005.ts";
import { calm006 } from "./calm006.ts";
import { calm007 } from "./calm007.ts";
import { calm008 } from "./calm008.ts";
import { calm009 } from "./calm009.ts";
import { calm010 } from "./calm010.ts";
import { calm011 } from "./calm011.ts";
import { calm012 } from "./calm012.ts";
import { calm013 } from "./calm013.ts";
import { calm014 } from "./calm014.ts";
import { calm101 } from "./calm101.ts";
import { calm102 } from "./calm102.ts";
import { calm103 } from "./calm103.ts";
import { calm104 } from "./calm104.ts";
import { calm105 } from "./calm105.ts";
import { calm106 } from "./calm106.ts";
import { calm107 } from "./calm107.ts";
import { calm108 } from "./calm108.ts";
import { calm110 } from "./calm110.ts";
import { calm111 } from "./calm111.ts";
import { calm120 } from "./calm120.ts";
import { calm201 } from "./calm201.ts";
import { calm202 } from "./calm202.ts";
import { calm203 } from "./calm203.ts";
import { calm204 } from "./calm204.ts";
import { calm301 } from "./calm301.ts";
import { calm302 } from "./calm302.ts";
import { calm303 } from "./calm303.ts";
import { calm304 } from "./calm304.ts";
import { calm401 } from "./calm401.ts";
import { calm402 } from "./calm402.ts";
import type { Code } from "./code.ts";
import type { Context, Entry, Page, Wording } from "./entry.ts";
import type { Finding } from "./finding.ts";

/** Every code with its page and its words. */
export const catalogue = {
  CALM001: calm001,
  CALM002: calm002,
  CALM003: calm003,
  CALM004: calm004,
  CALM005: calm005,
  CALM006: calm006,
  CALM007: calm007,
  CALM008: calm008,
  CALM009: calm009,
  CALM010: calm010,
  CALM011: calm011,
  CALM012: calm012,
  CALM013: calm013,
  CALM014: calm014,
  CALM101: calm101,
  CALM102: calm102,
  CALM103: calm103,
  CALM104: calm104,
  CALM105: calm105,
  CALM106: calm106,
  CALM107: calm107,
  CALM108: calm108,
  CALM110: calm110,
  CALM111: calm111,
  CALM120: calm120,
  CALM201: calm201,
  CALM202: calm202,
  CALM203: calm203,
  CALM204: calm204,
  CALM301: calm301,
  CALM302: calm302,
  CALM303: calm303,
  CALM304: calm304,
  CALM401: calm401,
  CALM402: calm402,
} as const satisfies { readonly [C in Code]: Entry<C> };

export function pageOf(code: Code): Page {
  return catalogue[code];
}

/** Puts a finding into words. */
export function describe(finding: Finding, context: Context): Wording {
  // A finding's code picks the entry that takes it, which the compiler does not see.
  return catalogue[finding.code].describe(finding as never, context);
}
