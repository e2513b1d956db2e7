/**
 * What is wrong with the rules of a policy, in sentences. The build refuses them, and so does the
 * service at start. Types alone would not do: the build does not check them, and a condition under a
 * misspelt name would hold for everybody.
 */

import type { Rule } from '../src/authorize/rule';
import { parseTemplate, type TemplatePart } from '../src/authorize/template';
import { ownMember } from '../src/http/json';
import { canMeet } from './overlap';
import { isContradictory, isUnreachable } from './reach';
import { checkRule } from './rule';

/**
 * Finds every problem of a list of rules.
 *
 * @param rules as they stand in the policy, of whatever shape
 * @param roles the names of roles that a rule can grant
 * @returns sentences that begin with the place in the policy; none if all is well
 */
export function checkRules(rules: unknown, roles: readonly string[]): string[] {
  if (!Array.isArray(rules)) return ['rules must be a list.'];
  const list: readonly unknown[] = [...rules];
  const names = list.map((rule) => ownMember(rule, 'name'));
  const problems: string[] = [];
  const before: Rule[] = [];
  const templates: { at: string; text: string; parts: readonly TemplatePart[] }[] = [];
  if (list.length === 0) {
    problems.push('rules is empty, so nobody would get in. Add a rule, or leave rules out.');
  }
  list.forEach((rule, i) => {
    const at = `rules[${i}]`;
    const refuse = (sentence: string) => problems.push(`${at}${sentence}`);
    const sound = checkRule(rule, roles, refuse);
    const name = names[i];
    if (typeof name === 'string' && names.indexOf(name) < i) {
      refuse(`.name ${JSON.stringify(name)} is taken by an earlier rule. Choose another.`);
    }
    if (!sound) return;
    for (const conversation of rule.allow?.conversations ?? []) {
      const text = typeof conversation === 'string' ? conversation : conversation.name;
      const parts = parseTemplate(text);
      if (parts) templates.push({ at, text, parts });
    }
    if (isContradictory(rule)) {
      refuse(" can match nobody: only persons have an issuer and a login's claims. Correct when.");
    } else if (isUnreachable(rule, before)) {
      refuse(' is never reached: earlier rules decide about all whom it matches. Move it up.');
    }
    before.push(rule);
  });
  templates.forEach((one, i) => {
    const other = templates
      .slice(0, i)
      .find(({ text, parts }) => text !== one.text && canMeet(parts, one.parts));
    if (other) {
      problems.push(
        `${one.at}.allow.conversations: ${one.text} and ${other.text} (${other.at}) can be the same name, so a claim could lead into a conversation of others. Begin each with another text.`,
      );
    }
  });
  return problems;
}
