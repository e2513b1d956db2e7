import { randomBytes } from 'node:crypto';
import { AuthenticationService, JWTStrategy } from '@feathersjs/authentication';
import { hooks, LocalStrategy } from '@feathersjs/authentication-local';
import express, { json, rest } from '@feathersjs/express';
import { feathers } from '@feathersjs/feathers';
import { memory } from '@feathersjs/memory';
import { Browser, serve, versionOf } from '../http';
import { emailOf, PASSWORD, type Running, type System, type UserName } from '../system';

const AUDIENCE = 'https://yourdomain.com';

/** What the generator of Feathers writes: local strategy, JWTs of the header type `access`. */
async function start(): Promise<Running> {
  const secret = randomBytes(24).toString('base64');
  // biome-ignore lint/suspicious/noExplicitAny: the services are declared by name here
  const app: any = express(feathers());
  app.use(json());
  app.configure(rest());
  app.set('authentication', {
    entity: 'user',
    service: 'users',
    secret,
    authStrategies: ['jwt', 'local'],
    jwtOptions: {
      header: { typ: 'access' },
      audience: AUDIENCE,
      issuer: 'feathers',
      algorithm: 'HS256',
      expiresIn: '1d',
    },
    local: { usernameField: 'email', passwordField: 'password' },
  });
  app.use('users', memory());
  app.service('users').hooks({ before: { create: [hooks.hashPassword('password')] } });
  const authentication = new AuthenticationService(app);
  authentication.register('jwt', new JWTStrategy());
  authentication.register('local', new LocalStrategy());
  app.use('authentication', authentication);
  const site = await serve(app);
  await app.setup(site.server);

  const signIn = async (user: UserName) => {
    const browser = new Browser();
    const account = { email: emailOf(user), password: PASSWORD };
    const { id } = await browser.postJson<{ id: number }>(`${site.url}/users`, account);
    const { accessToken: token } = await browser.postJson<{ accessToken: string }>(
      `${site.url}/authentication`,
      { strategy: 'local', ...account },
    );
    return {
      credential: { kind: 'bearer', token } as const,
      userId: String(id),
      signOut: undefined,
    };
  };
  return {
    version: versionOf('@feathersjs/authentication'),
    answers: { audience: AUDIENCE },
    copied: { AUTH_SECRET: secret },
    signIn,
    close: site.close,
  };
}

export const systems: System[] = [{ title: 'Feathers', page: 'feathers', start }];
