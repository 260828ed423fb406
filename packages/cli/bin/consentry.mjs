#!/usr/bin/env node
// Old versions of Node.js read this file too, so that they can say what they lack: no `node:` imports,
// no named imports of anything new, no top-level await, no syntax after ES2019.
import module from 'module';
import process from 'process';

const neededMajor = 24;

if (Number(process.versions.node.split('.')[0]) < neededMajor) {
  // 1, and not the 2 of a wrong command: the same command is right on another Node.js.
  process.exitCode = 1;
  process.stderr.write(
    `consentry needs Node.js ${neededMajor} or newer; this is Node.js ${process.versions.node}.\n`,
  );
} else {
  void start();
}

async function start() {
  module.enableCompileCache();
  const { main } = await import('consentry/main');
  await main(process.argv.slice(2));
}
