import { assert } from "../../base/assert.ts";
import { compareCodePoints } from "../../base/code-points.ts";
import type { Value } from "../../lattice/row.ts";
import { IntegerModel } from "./integer-model.ts";
import { BitModels, type BitCoder } from "./range-coder.ts";
import { eightBits, TextModel } from "./text-model.ts";
import { unreadable } from "./unreadable-bytes.ts";
import type { Allowance } from "./wire-format.ts";

/* Columns of a block. Each begins with the form that it has; who writes takes the one that seems shortest. */

/** Whole numbers within ±(2^53 − 1). */
export function writeIntegers(coder: BitCoder, values: readonly number[]): void {
  const form = integerForm(values);
  choose(coder, integerForms, form);
  const model = new IntegerModel();
  switch (form) {
    case "offset": {
      const least = leastOf(values);
      writeSigned(coder, new IntegerModel(), new BitModels(1), least);
      for (const value of values) model.code(coder, value - least);
      return;
    }
    case "difference": {
      const signs = new BitModels(1);
      let before = 0;
      for (const value of values) {
        writeSigned(coder, model, signs, value - before);
        before = value;
      }
      return;
    }
    case "signed": {
      const signs = new BitModels(1);
      for (const value of values) writeSigned(coder, model, signs, value);
    }
  }
}

export function readIntegers(coder: BitCoder, count: number, allowance: Allowance): readonly number[] {
  allowance.take(count);
  const form = chosen(coder, integerForms);
  const model = new IntegerModel();
  const signs = new BitModels(1);
  const values: number[] = [];
  switch (form) {
    case "offset": {
      const least = readSigned(coder, new IntegerModel(), new BitModels(1));
      for (let i = 0; i < count; i++) values.push(exact(least + model.code(coder, 0)));
      break;
    }
    case "difference": {
      let before = 0;
      for (let i = 0; i < count; i++) {
        before = exact(before + readSigned(coder, model, signs));
        values.push(before);
      }
      break;
    }
    case "signed":
      for (let i = 0; i < count; i++) values.push(exact(readSigned(coder, model, signs)));
  }
  return values;
}

/** Counts and indexes: numbers from 0 to below `limit`. */
export function readNaturals(
  coder: BitCoder,
  count: number,
  limit: number,
  allowance: Allowance,
): readonly number[] {
  const values = readIntegers(coder, count, allowance);
  for (const value of values) if (value < 0 || value >= limit) unreadable("A number is out of its range.");
  return values;
}

export function writeTexts(coder: BitCoder, texts: readonly string[]): void {
  const distinct = [...new Set(texts)];
  const form = distinct.length * 2 <= texts.length ? "dictionary" : textForm(texts);
  choose(coder, textForms, form);
  if (form === "dictionary") {
    const words = distinct.toSorted(compareCodePoints);
    const indexes = new Map(words.map((word, i) => [word, i]));
    new IntegerModel().code(coder, words.length);
    writeTextsOneByOne(coder, words, true);
    writeIntegers(
      coder,
      texts.map((text) => indexes.get(text) ?? 0),
    );
  } else {
    writeTextsOneByOne(coder, texts, form === "front-coded");
  }
}

export function readTexts(coder: BitCoder, count: number, allowance: Allowance): readonly string[] {
  allowance.take(count);
  const form = chosen(coder, textForms);
  if (form !== "dictionary") return readTextsOneByOne(coder, count, form === "front-coded", allowance);
  const size = new IntegerModel().code(coder, 0);
  allowance.take(size);
  const words = readTextsOneByOne(coder, size, true, allowance);
  return readNaturals(coder, count, size, allowance).map((index) => words[index] ?? "");
}

/** Any numbers. */
export function writeFloats(coder: BitCoder, values: readonly number[]): void {
  const whole = values.every((value) => Number.isSafeInteger(value));
  choose(coder, floatForms, whole ? "whole" : "bytes");
  if (whole) {
    writeIntegers(coder, values);
    return;
  }
  const models = new BitModels(8 * 256);
  const view = new DataView(new ArrayBuffer(8));
  for (const value of values) {
    view.setFloat64(0, value);
    for (let i = 0; i < 8; i++) eightBits(coder, models, i * 256, view.getUint8(i));
  }
}

export function readFloats(coder: BitCoder, count: number, allowance: Allowance): readonly number[] {
  if (chosen(coder, floatForms) === "whole") return readIntegers(coder, count, allowance);
  allowance.take(count);
  const models = new BitModels(8 * 256);
  const view = new DataView(new ArrayBuffer(8));
  const values: number[] = [];
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < 8; i++) view.setUint8(i, eightBits(coder, models, i * 256, 0));
    const value = view.getFloat64(0);
    if (Number.isNaN(value)) unreadable("A number is none.");
    values.push(value);
  }
  return values;
}

/** Strings of bytes. */
export function writeBytes(coder: BitCoder, list: readonly Uint8Array[]): void {
  const [lengths, models] = [new IntegerModel(), new BitModels(256)];
  for (const bytes of list) {
    lengths.code(coder, bytes.length);
    for (const byte of bytes) eightBits(coder, models, 0, byte);
  }
}

export function readBytes(coder: BitCoder, count: number, allowance: Allowance): readonly Uint8Array[] {
  allowance.take(count);
  const [lengths, models] = [new IntegerModel(), new BitModels(256)];
  const list: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const length = lengths.code(coder, 0);
    allowance.take(length);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = eightBits(coder, models, 0, 0);
    list.push(bytes);
  }
  return list;
}

export function textsOf(values: readonly Value[]): readonly string[] {
  return values.map((value) => {
    assert(typeof value === "string", `${value} stands in a column of texts`);
    return value;
  });
}

export function numbersOf(values: readonly Value[]): readonly number[] {
  return values.map((value) => {
    assert(typeof value === "number", `${value} stands in a column of numbers`);
    return value;
  });
}

const integerForms = ["offset", "difference", "signed"] as const;
const textForms = ["plain", "front-coded", "dictionary"] as const;
const floatForms = ["whole", "bytes"] as const;

function choose<Form extends string>(coder: BitCoder, forms: readonly Form[], form: Form): void {
  coder.bits(forms.indexOf(form), 2);
}

function chosen<Form extends string>(coder: BitCoder, forms: readonly Form[]): Form {
  return forms[coder.bits(0, 2)] ?? unreadable("A column has a form that is not known.");
}

/** By how many bits the numbers to be written have. */
function integerForm(values: readonly number[]): (typeof integerForms)[number] {
  const least = leastOf(values);
  let [offsets, differences, largest, before, step] = [0, 0, 0, 0, 0];
  for (const value of values) {
    const difference = Math.abs(value - before);
    offsets += Math.log2(value - least + 1);
    differences += Math.log2(2 * difference + 1);
    largest = Math.max(largest, value - least);
    step = Math.max(step, difference);
    before = value;
  }
  if (differences < offsets && step <= Number.MAX_SAFE_INTEGER) return "difference";
  return largest <= Number.MAX_SAFE_INTEGER ? "offset" : "signed";
}

function leastOf(values: readonly number[]): number {
  let least = values[0] ?? 0;
  for (const value of values) if (value < least) least = value;
  return least;
}

function writeSigned(coder: BitCoder, model: IntegerModel, signs: BitModels, value: number): void {
  model.code(coder, Math.abs(value));
  if (value !== 0) coder.bit(signs, 0, value < 0 ? 1 : 0);
}

function readSigned(coder: BitCoder, model: IntegerModel, signs: BitModels): number {
  const size = model.code(coder, 0);
  return size !== 0 && coder.bit(signs, 0, 0) === 1 ? -size : size;
}

function exact(value: number): number {
  return Number.isSafeInteger(value) ? value : unreadable("A number is out of the exact integers.");
}

function textForm(texts: readonly string[]): "plain" | "front-coded" {
  let [shared, before] = [0, ""];
  for (const text of texts) {
    shared += sharedLength(before, text);
    before = text;
  }
  return shared > texts.length / 2 ? "front-coded" : "plain";
}

function writeTextsOneByOne(coder: BitCoder, texts: readonly string[], frontCoded: boolean): void {
  const shared = texts.map((text, i) => (frontCoded ? sharedLength(texts[i - 1] ?? "", text) : 0));
  const pairs = arePairsTelling(texts, shared);
  coder.bits(pairs ? 1 : 0, 1);
  const [model, sharedLengths] = [new TextModel(pairs), new IntegerModel()];
  for (const [i, text] of texts.entries()) {
    const from = shared[i] ?? 0;
    if (frontCoded) sharedLengths.code(coder, from);
    model.write(coder, text, from);
  }
}

function readTextsOneByOne(
  coder: BitCoder,
  count: number,
  frontCoded: boolean,
  allowance: Allowance,
): readonly string[] {
  const [model, sharedLengths] = [new TextModel(coder.bits(0, 1) === 1), new IntegerModel()];
  const texts: string[] = [];
  let before = "";
  for (let n = 0; n < count; n++) {
    const shared = frontCoded ? sharedLengths.code(coder, 0) : 0;
    if (shared > before.length) unreadable("A text shares more than there is.");
    allowance.take(shared);
    before = before.slice(0, shared) + model.read(coder, (length) => allowance.take(length));
    texts.push(before);
  }
  return texts;
}

function sharedLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a.charCodeAt(shared) === b.charCodeAt(shared)) shared++;
  return shared;
}

/** Whether units are told by the ones before them so well that it pays for learning all those pairs. */
function arePairsTelling(texts: readonly string[], shared: readonly number[]): boolean {
  if (texts.reduce((sum, text, i) => sum + text.length - (shared[i] ?? 0), 0) < 256) return false;
  const [single, pairs] = [new Float64Array(256), new Float64Array(256 * 256)];
  const firsts = new Float64Array(256);
  let seen = 0;
  for (const [n, text] of texts.entries()) {
    let before = 0;
    for (let i = shared[n] ?? 0; i < text.length; i++) {
      const unit = text.charCodeAt(i) & 0xff;
      single[unit] = (single[unit] ?? 0) + 1;
      firsts[before] = (firsts[before] ?? 0) + 1;
      pairs[before * 256 + unit] = (pairs[before * 256 + unit] ?? 0) + 1;
      before = unit;
    }
    seen += text.length - (shared[n] ?? 0);
    if (seen > 1 << 16) break;
  }
  const learning = 6;
  let [alone, paired] = [0, 0];
  for (const count of single) if (count > 0) alone += learning - count * Math.log2(count / seen);
  for (const [i, count] of pairs.entries())
    if (count > 0) paired += learning - count * Math.log2(count / (firsts[i >>> 8] ?? 1));
  return paired < alone;
}
