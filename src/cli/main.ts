/** Usage and exit code 2 for every call, until the commands exist. */
process.stderr.write('usage: sagascope <command> [options]\n\ncommands: none yet\n');
process.exitCode = 2;
