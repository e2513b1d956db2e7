/**
 * What is wrong with the rules of a policy. Types alone would not do: a condition that never holds, or
 * a rule that is never reached, has the right type.
 */

import type { Rule } from '../src/authorize/rule';
import { parseTemplate, type TemplatePart } from '../src/authorize/template';
import { ownMember } from '../src/http/json';
import { canMeet } from './overlap';
import { isContradictory, isUnreachable } from './reach';
import { checkRule } from './rule';
import type { Tell } from './shape';

/**
 * Finds every problem of an array of rules.
 *
 * @param rules as they are in the policy, of whatever shape
 * @param roles the names of roles that a rule can grant
 * @param tell called with everything that is wrong
 */
export function checkRules(rules: unknown, roles: readonly string[], tell: Tell): void {
  if (!Array.isArray(rules)) {
    tell('rules', 'must be an array.');
    return;
  }
  const list: readonly unknown[] = [...rules];
  const names = list.map((rule) => ownMember(rule, 'name'));
  const before: Rule[] = [];
  const templates: { at: string; text: string; parts: readonly TemplatePart[] }[] = [];
  if (list.length === 0) {
    tell('rules', 'is empty, so that no one would get in.', 'Add a rule, or leave rules out.');
  }
  list.forEach((rule, i) => {
    const at = `rules[${i}]`;
    const sound = checkRule(rule, at, roles, tell);
    const name = names[i];
    if (typeof name === 'string' && names.indexOf(name) < i) {
      tell(`${at}.name`, 'is the name of an earlier rule.', 'Choose another.', 'conflict');
    }
    if (!sound) return;
    for (const conversation of rule.allow?.conversations ?? []) {
      const text = typeof conversation === 'string' ? conversation : conversation.name;
      const parts = parseTemplate(text);
      if (parts) templates.push({ at, text, parts });
    }
    if (isContradictory(rule)) {
      tell(
        at,
        "can match no one: only persons have an issuer and a login's claims.",
        'Correct when.',
        'conflict',
      );
    } else if (isUnreachable(rule, before)) {
      tell(
        at,
        'is never reached: earlier rules decide about all callers that it matches.',
        'Move it up.',
        'conflict',
      );
    }
    before.push(rule);
  });
  templates.forEach((one, i) => {
    const other = templates
      .slice(0, i)
      .find(({ text, parts }) => text !== one.text && canMeet(parts, one.parts));
    if (other) {
      tell(
        `${one.at}.allow.conversations:`,
        `${one.text} and ${other.text} (${other.at}) can be the same name, so a claim could lead into a conversation of others.`,
        'Begin each with different text.',
        'insecure',
      );
    }
  });
}
