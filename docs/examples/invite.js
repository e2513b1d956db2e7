/**
 * `POST /invite`: the caller starts a conversation with another user. A function of your own that
 * knows who is calling; put it into the functions folder of your project, beside
 * `caller.private.js`. Called like /token, with a field `identity` that names the other user.
 */
const { withCaller } = require(Runtime.getFunctions().caller.path);

exports.handler = withCaller(async (context, event, callback, caller) => {
  // Nothing in the event is proof of anything: the caller is who `caller` says, and no one else.
  const { identity: other } = event;
  if (typeof other !== 'string' || other === '' || other === caller.identity) {
    return callback(
      null,
      caller.respond({ error: 'Name another user in the field identity.' }, 400),
    );
  }
  const twilio = require('twilio')(context.TWILIO_API_KEY_SID, context.TWILIO_API_KEY_SECRET, {
    accountSid: context.TWILIO_ACCOUNT_SID || context.ACCOUNT_SID,
  });
  const service = twilio.conversations.v1.services(context.CONVERSATIONS_SERVICE_SID);
  // The same two users always meet in the same conversation.
  const uniqueName = `direct-${[caller.identity, other].sort().join('~~')}`;
  const conversation = await ensure(
    () => service.conversations.create({ uniqueName }),
    50353, // It exists already: https://www.twilio.com/docs/api/errors/50353
    () => service.conversations(encodeURIComponent(uniqueName)).fetch(),
  );
  const { participants } = service.conversations(conversation.sid);
  for (const identity of [caller.identity, other]) {
    await ensure(() => participants.create({ identity }), 50433); // A participant already.
  }
  return callback(null, caller.respond({ conversationSid: conversation.sid }));
});

/** Creates something, or goes on if an error code says that it exists. */
async function ensure(create, existsCode, fetch = async () => undefined) {
  try {
    return await create();
  } catch (error) {
    if (error.code !== existsCode) throw error;
    return fetch();
  }
}
