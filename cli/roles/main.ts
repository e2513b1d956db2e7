/** `npm run roles`: the roles of the Conversations Service next to a recommended set. */
import { startCommand } from '../command';
import { runRoles } from './run';

startCommand((words) => runRoles(words));
