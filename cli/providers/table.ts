/** All login systems, in the order in which setup and the map of the pages list them. */
import { aspnetCore } from './frameworks/aspnet-core';
import { authjs } from './frameworks/authjs';
import { betterAuth } from './frameworks/better-auth';
import { django } from './frameworks/django';
import { djangoRestFramework } from './frameworks/django-rest-framework';
import { express } from './frameworks/express';
import { fastapi } from './frameworks/fastapi';
import { fastify } from './frameworks/fastify';
import { feathers } from './frameworks/feathers';
import { flask } from './frameworks/flask';
import { laravelJwtAuth } from './frameworks/laravel-jwt-auth';
import { laravelPassport } from './frameworks/laravel-passport';
import { laravelSanctum } from './frameworks/laravel-sanctum';
import { nestjs } from './frameworks/nestjs';
import { rails } from './frameworks/rails';
import { simplejwt } from './frameworks/simplejwt';
import { spring } from './frameworks/spring';
import { symfony } from './frameworks/symfony';
import { apple } from './identity-providers/apple';
import { auth0 } from './identity-providers/auth0';
import { clerk } from './identity-providers/clerk';
import { cloudflareAccess } from './identity-providers/cloudflare-access';
import { cognito } from './identity-providers/cognito';
import { descope } from './identity-providers/descope';
import { entra } from './identity-providers/entra';
import { fusionauth } from './identity-providers/fusionauth';
import { google } from './identity-providers/google';
import { keycloak } from './identity-providers/keycloak';
import { kinde } from './identity-providers/kinde';
import { lemonldap } from './identity-providers/lemonldap';
import { logto } from './identity-providers/logto';
import { okta } from './identity-providers/okta';
import { ory } from './identity-providers/ory';
import { privy } from './identity-providers/privy';
import { propelauth } from './identity-providers/propelauth';
import { stytch } from './identity-providers/stytch';
import { supertokens } from './identity-providers/supertokens';
import { workos } from './identity-providers/workos';
import { zitadel } from './identity-providers/zitadel';
import { directus } from './platforms/directus';
import { firebase } from './platforms/firebase';
import { nhost } from './platforms/nhost';
import { parse } from './platforms/parse';
import { payload } from './platforms/payload';
import { pocketbase } from './platforms/pocketbase';
import { shopify } from './platforms/shopify';
import { strapi } from './platforms/strapi';
import { supabase } from './platforms/supabase';
import { wordpress } from './platforms/wordpress';
import type { Provider } from './provider';
import { other } from './yours/other';
import { ownBackend } from './yours/own-backend';

/** Every login system that has a page. */
export const PROVIDERS: readonly Provider[] = [
  auth0,
  okta,
  entra,
  cognito,
  google,
  apple,
  clerk,
  keycloak,
  workos,
  kinde,
  logto,
  zitadel,
  ory,
  supertokens,
  stytch,
  descope,
  propelauth,
  fusionauth,
  privy,
  cloudflareAccess,
  lemonldap,
  betterAuth,
  authjs,
  express,
  nestjs,
  fastify,
  feathers,
  django,
  djangoRestFramework,
  simplejwt,
  flask,
  fastapi,
  rails,
  laravelSanctum,
  laravelPassport,
  laravelJwtAuth,
  symfony,
  spring,
  aspnetCore,
  supabase,
  firebase,
  parse,
  pocketbase,
  strapi,
  directus,
  payload,
  wordpress,
  shopify,
  nhost,
  ownBackend,
  other,
];
