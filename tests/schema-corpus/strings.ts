import fc from "fast-check";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { COMPILED } from "./corpus-model.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { objects, texts } from "./values.ts";

const EMAILS = ["a@example.com", "first.last+tag@sub.example.org"];
const instant = fc
  .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const hex = fc.stringMatching(/^[0-9a-f]{8}$/);

export const strings: readonly CorpusModel[] = [
  {
    name: "string_formats",
    model: z.object({
      email: z.email(),
      url: z.url(),
      uuid: z.uuid(),
      guid: z.guid(),
      nanoid: z.nanoid(),
      cuid2: z.cuid2(),
      ulid: z.ulid(),
      ipv4: z.ipv4(),
      ipv6: z.ipv6(),
      cidr: z.cidrv4(),
      base64: z.base64(),
      base64url: z.base64url(),
      e164: z.e164(),
      jwt: z.jwt(),
      emoji: z.emoji(),
      hostname: z.hostname(),
      hex: z.hex(),
    }),
    values: objects({
      email: fc.constantFrom(...EMAILS),
      url: fc.webUrl(),
      uuid: fc.uuid({ version: 4 }),
      guid: fc.uuid(),
      nanoid: fc.stringMatching(/^[a-zA-Z0-9_-]{21}$/),
      cuid2: fc.stringMatching(/^[0-9a-z]{10}$/),
      ulid: fc.ulid(),
      ipv4: fc.ipV4(),
      ipv6: fc.constantFrom("2001:db8::1", "::1", "fe80::1"),
      cidr: fc.constant("10.0.0.0/8"),
      base64: fc.base64String(),
      base64url: fc.constantFrom("", "YWJj", "YWI"),
      e164: fc.constant("+4915112345678"),
      jwt: fc.constant("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln"),
      emoji: fc.constantFrom("🙂", "👍🏽"),
      hostname: fc.domain(),
      hex,
    }),
    expect: COMPILED,
  },
  {
    name: "iso_strings",
    model: z.object({
      at: z.iso.datetime(),
      offset: z.iso.datetime({ offset: true }),
      local: z.iso.datetime({ local: true }),
      day: z.iso.date(),
      time: z.iso.time(),
      span: z.iso.duration(),
    }),
    values: objects({
      at: instant,
      offset: fc.oneof(instant, fc.constant("2026-01-31T10:00:00+02:00")),
      local: fc.constantFrom("2026-01-31T10:00", "2026-01-31T10:00:00"),
      day: fc.constantFrom("2026-01-31", "2024-02-29"),
      time: fc.constantFrom("10:30", "10:30:15", "10:30:15.5"),
      span: fc.constantFrom("P1D", "PT2H30M", "P2W"),
    }),
    expect: COMPILED,
  },
  {
    name: "zod3_formats",
    model: z.object({
      email: z.email(),
      url: z.url(),
      id: z.uuid(),
      at: z.iso.datetime(),
      time: z.iso.time(),
    }),
    zod3: z3.object({
      email: z3.string().email(),
      url: z3.string().url(),
      id: z3.string().uuid(),
      at: z3.string().datetime(),
      time: z3.string().time(),
    }),
    values: objects({
      email: fc.constantFrom(...EMAILS),
      url: fc.webUrl(),
      id: fc.uuid({ version: 4 }),
      at: instant,
      time: fc.constantFrom("10:30:15", "10:30:15.5"),
    }),
    expect: COMPILED,
  },
  {
    name: "string_checks",
    model: z.object({
      short: z.string().min(2).max(5),
      exact: z.string().length(3),
      start: z.string().startsWith("INV-"),
      end: z.string().endsWith("!"),
      holds: z.string().includes("/"),
      low: z.string().lowercase(),
      trimmed: z.string().trim(),
      cased: z.string().toUpperCase(),
      both: z
        .string()
        .regex(/^[a-z]+$/)
        .regex(/b/),
    }),
    zod3: z3.object({
      short: z3.string().min(2).max(5),
      exact: z3.string().length(3),
      start: z3.string().startsWith("INV-"),
      end: z3.string().endsWith("!"),
      holds: z3.string().includes("/"),
      low: z3.string().regex(/^[^A-Z]*$/),
      trimmed: z3.string().trim(),
      cased: z3.string().toUpperCase(),
      both: z3
        .string()
        .regex(/^[a-z]+$/)
        .regex(/b/),
    }),
    values: objects({
      short: fc.string({ minLength: 2, maxLength: 5 }),
      exact: fc.string({ minLength: 3, maxLength: 3 }),
      start: fc.nat().map((value) => `INV-${value}`),
      end: fc.stringMatching(/^[a-z]*!$/),
      holds: fc.constantFrom("a/b", "/"),
      low: fc.stringMatching(/^[a-z ]*$/),
      trimmed: texts,
      cased: texts,
      both: fc.stringMatching(/^[a-z]{0,3}b[a-z]{0,3}$/),
    }),
    expect: COMPILED,
  },
  {
    name: "patterns",
    model: z.object({
      simple: z.string().regex(/^[A-Z]{2}\d{4}$/),
      flags: z.string().regex(/^abc$/i),
      lookahead: z.string().regex(/^(?=.*\d)(?=.*[a-z]).{4,}$/),
      boundary: z.string().regex(/\bword\b/),
      unicode: z.string().regex(/^\p{L}+$/u),
      escaped: z.string().regex(/^[\w\-.]+\/[\w\-.]+$/),
      named: z.string().regex(/^(?<year>\d{4})$/),
    }),
    values: objects({
      simple: fc.stringMatching(/^[A-Z]{2}\d{4}$/),
      flags: fc.constantFrom("abc", "ABC", "aBc"),
      lookahead: fc.constantFrom("a1bc", "9zzz"),
      boundary: fc.constantFrom("a word here", "word"),
      unicode: fc.constantFrom("Ünïcödé", "abc"),
      escaped: fc.constantFrom("a-b/c.d", "x/y"),
      named: fc.constantFrom("2026", "0001"),
    }),
    expect: COMPILED,
  },
  {
    name: "custom_email",
    model: z.object({
      loose: z.email({ pattern: z.regexes.unicodeEmail }),
      html: z.email({ pattern: z.regexes.html5Email }),
    }),
    values: objects({
      loose: fc.constantFrom("ü@bücher.example", "a@b"),
      html: fc.constantFrom("a@b", "x@y.z"),
    }),
    expect: COMPILED,
  },
  {
    name: "template_literals",
    model: z.object({
      price: z.templateLiteral(["$", z.number()]),
      size: z.templateLiteral([z.int(), z.enum(["px", "em"])]),
    }),
    values: objects({
      price: fc.constantFrom("$1", "$2.5"),
      size: fc.constantFrom("10px", "2em"),
    }),
    expect: COMPILED,
  },
  {
    name: "long_description",
    model: z.object({ text: z.string().describe("Very long. ".repeat(300)) }),
    zod3: z3.object({ text: z3.string().describe("Very long. ".repeat(300)) }),
    values: objects({ text: texts }),
    expect: COMPILED,
  },
];
