import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import fastifyJwt from '@fastify/jwt';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import express from 'express';
import Fastify from 'fastify';
import jsonwebtoken from 'jsonwebtoken';
import { Browser, serve, versionOf } from '../http';
import { PASSWORD, type Running, type System, type UserName } from '../system';

/** The user as the documentation of each framework has it: by number, or by name. */
interface TutorialUser {
  id: number;
  username: string;
}
const USERS: Record<UserName, TutorialUser> = {
  alice: { id: 1, username: 'alice' },
  bob: { id: 2, username: 'bob' },
};

/** A sign-in by POST /login that answers with a token. There is no session that could be ended. */
function signInAt(url: string, idOf: (user: TutorialUser) => string): Running['signIn'] {
  return async (user) => {
    const body = { username: user, password: PASSWORD };
    const answer = await new Browser().postJson<Record<string, string>>(`${url}/login`, body);
    const token = answer.access_token ?? answer.token ?? '';
    return { credential: { kind: 'bearer', token }, userId: idOf(USERS[user]), signOut: undefined };
  };
}

const newSecret = () => randomBytes(36).toString('base64');
const userOf = ({ username, password }: Record<string, string>) =>
  password === PASSWORD ? USERS[username as UserName] : undefined;

/** The authentication chapter of NestJS: `{ sub: user.userId, username }`, a numeric sub. */
async function startNest(): Promise<Running> {
  const secret = newSecret();
  class AppModule {}
  Module({
    imports: [JwtModule.register({ global: true, secret, signOptions: { expiresIn: '60s' } })],
  })(AppModule);
  const app = await NestFactory.create(AppModule as Type, { logger: false });
  const tokens = app.get(JwtService);
  app.use(
    '/login',
    express.json(),
    async (request: express.Request, response: express.Response) => {
      const user = userOf(request.body);
      if (!user) return void response.sendStatus(401);
      const payload = { sub: user.id, username: user.username };
      response.json({ access_token: await tokens.signAsync(payload) });
    },
  );
  await app.listen(0, '127.0.0.1');
  return {
    version: versionOf('@nestjs/jwt'),
    copied: { AUTH_SECRET: secret },
    signIn: signInAt(await app.getUrl(), ({ id }) => String(id)),
    close: () => app.close(),
  };
}

/** The README of @fastify/jwt: no expiry. The page of the docs asks for a sub. */
async function startFastify(): Promise<Running> {
  const secret = newSecret();
  const app = Fastify();
  await app.register(fastifyJwt, { secret });
  app.post('/login', async (request, reply) => {
    const user = userOf(request.body as Record<string, string>);
    if (!user) return reply.code(401).send();
    return { token: app.jwt.sign({ sub: String(user.id) }) };
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    version: versionOf('@fastify/jwt'),
    copied: { AUTH_SECRET: secret },
    signIn: signInAt(url, ({ id }) => String(id)),
    close: () => app.close(),
  };
}

/** Express with jsonwebtoken, as one's own backend: the page of own backends. */
async function startOwn(): Promise<Running> {
  const secret = newSecret();
  const app = express();
  const site = await serve(app);
  app.post('/login', express.json(), (request, response) => {
    const user = userOf(request.body);
    if (!user) return void response.sendStatus(401);
    response.json({
      token: jsonwebtoken.sign({ sub: user.username }, secret, {
        audience: 'conversations',
        issuer: 'https://app.example.com',
        expiresIn: '15m',
      }),
    });
  });
  return {
    version: versionOf('jsonwebtoken'),
    answers: { issuer: 'https://app.example.com', audience: 'conversations' },
    copied: { AUTH_SECRET: secret },
    signIn: signInAt(site.url, ({ username }) => username),
    close: site.close,
  };
}

export const systems: System[] = [
  { title: 'NestJS: the JWT of its documentation', page: 'nestjs', start: startNest },
  { title: 'Fastify: the JWT of its documentation', page: 'fastify', start: startFastify },
  { title: 'jsonwebtoken, as an own backend', page: 'own-backend', start: startOwn },
];
