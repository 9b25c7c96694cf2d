import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { UsageError } from '../../src/errors.js';
import { isLoopback } from '../../src/monitor/guard.js';
import { Monitor } from '../../src/monitor/monitor.js';
import { ask, post } from './http.js';

const LOCAL = { host: '127.0.0.1', port: 0, token: null };

describe('the HTTP server of a run', () => {
  let monitor: Monitor;
  let url: string;
  before(async () => {
    monitor = await Monitor.start(LOCAL);
    url = monitor.url;
  });
  after(() => monitor.close());

  it('lists what there is', async () => {
    const { status, text } = await ask(`${url}/`);
    assert.equal(status, 200);
    for (const path of ['/metrics', '/healthz', '/api/status', '/api/load', '/api/inject', '/api/stop']) {
      assert.ok(text.includes(path));
    }
  });

  it('is healthy, and has nothing to show before the run begins', async () => {
    assert.equal((await ask(`${url}/healthz`)).text, 'ok\n');
    for (const path of ['/metrics', '/api/status']) {
      const { status, headers, json } = await ask(`${url}${path}`);
      assert.deepEqual([status, headers['retry-after']], [503, '1']);
      assert.match(String(json().error), /not begun/);
    }
  });

  it('says what is not there, and what may not be done', async () => {
    assert.equal((await ask(`${url}/nothing`)).status, 404);
    assert.equal((await ask(`${url}/constructor`)).status, 404);
    const { status, headers } = await ask(`${url}/api/load`);
    assert.deepEqual([status, headers.allow], [405, 'POST']);
    assert.equal((await ask(`${url}/metrics`, { method: 'POST' })).status, 405);
    assert.equal((await ask(`${url}/healthz`, { method: 'HEAD' })).status, 200);
  });

  it('lets nobody keep an answer or guess its type', async () => {
    const { headers } = await ask(`${url}/healthz`);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['access-control-allow-origin'], undefined);
  });

  describe('and web pages of others', () => {
    const port = () => new URL(url).port;

    it('refuses a name that somebody may have pointed here', async () => {
      for (const host of [
        'evil.example',
        'evil.example:9464',
        '127.0.0.1.evil.example',
        'localhost@x',
        '[::1',
      ]) {
        assert.equal((await ask(`${url}/healthz`, { headers: { host } })).status, 421, host);
      }
    });

    it('takes addresses and localhost, which nobody can point elsewhere', async () => {
      for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`, '[::1]:9464', '192.0.2.7']) {
        assert.equal((await ask(`${url}/healthz`, { headers: { host } })).status, 200, host);
      }
    });

    it('refuses a request that a page of another site sent', async () => {
      for (const origin of [
        'http://evil.example',
        'null',
        `https://127.0.0.1:${port()}`,
        'http://127.0.0.1:1',
      ]) {
        assert.equal((await post(`${url}/api/stop`, {}, { origin })).status, 403, origin);
        assert.equal((await ask(`${url}/metrics`, { headers: { origin } })).status, 403, origin);
      }
      assert.equal((await ask(`${url}/healthz`, { headers: { origin: url } })).status, 200);
      assert.equal(monitor.stopSignal.aborted, false);
    });

    it('refuses what a form can send', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
        const headers = type === '' ? {} : { 'content-type': type };
        const { status } = await ask(`${url}/api/stop`, { method: 'POST', headers, body: '{}' });
        assert.equal(status, 415, type);
      }
      assert.equal(monitor.stopSignal.aborted, false);
    });
  });

  it('refuses bodies that are too large, whether they say so or not', async () => {
    const large = `{"factor": 1${' '.repeat(5000)}}`;
    assert.equal((await ask(`${url}/api/load`, jsonBody(large))).status, 413);
    const chunked = jsonBody(large, { 'transfer-encoding': 'chunked' });
    assert.equal((await ask(`${url}/api/load`, chunked)).status, 413);
  });

  it('refuses headers that are too large', async () => {
    assert.equal((await ask(`${url}/healthz`, { headers: { 'x-much': 'x'.repeat(10_000) } })).status, 431);
  });

  it('is not disturbed by what is not HTTP', async () => {
    await new Promise<void>((closed) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
        socket.write('\0\x01nonsense\r\n\r\n'),
      );
      socket.on('error', () => undefined);
      socket.on('close', () => closed());
      socket.resume();
    });
    assert.equal((await ask(`${url}/healthz`)).status, 200);
  });
});

describe('the token of a run', () => {
  const TOKEN = 'correct-horse-battery';
  let monitor: Monitor;
  before(async () => {
    monitor = await Monitor.start({ ...LOCAL, token: TOKEN });
  });
  after(() => monitor.close());

  it('is needed for calls that change something, and for no others', async () => {
    const stop = `${monitor.url}/api/stop`;
    for (const authorization of ['', TOKEN, `Bearer ${TOKEN}x`, 'Bearer ', `Basic ${TOKEN}`]) {
      const { status, headers } = await post(stop, {}, { authorization });
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'], authorization);
    }
    assert.equal(monitor.stopSignal.aborted, false);
    assert.equal((await ask(`${monitor.url}/healthz`)).status, 200);
    assert.equal((await post(stop, {}, { authorization: `Bearer ${TOKEN}` })).status, 202);
    assert.equal(monitor.stopSignal.aborted, true);
  });
});

describe('where a run is served', () => {
  it('says which port is taken, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(Monitor.start({ ...LOCAL, port }), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.equal(
        error.message,
        `--metrics-port ${port}: the port is taken on 127.0.0.1 (EADDRINUSE); choose another one, or 0 for any that is free`,
      );
      return true;
    });
    await new Promise((closed) => other.close(closed));
  });

  it('is this machine alone, unless there is a token', async () => {
    await assert.rejects(Monitor.start({ ...LOCAL, host: '0.0.0.0' }), /0\.0\.0\.0: .*UESTORM_CONTROL_TOKEN/);
    const monitor = await Monitor.start({ host: '0.0.0.0', port: 0, token: 'a-long-token' });
    await monitor.close();
  });

  it('is known to be this machine by the address', () => {
    for (const address of ['127.0.0.1', '127.8.9.1', '::1']) assert.equal(isLoopback(address), true, address);
    for (const address of ['0.0.0.0', '128.0.0.1', '192.168.0.1', '::', 'fe80::1', '::2']) {
      assert.equal(isLoopback(address), false, address);
    }
  });

  it('must be there', async () => {
    await assert.rejects(
      Monitor.start({ ...LOCAL, host: 'no-such-host.invalid' }),
      /--metrics-host no-such-host\.invalid: no such host/,
    );
  });
});

function jsonBody(body: string, headers: Readonly<Record<string, string>> = {}) {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
}
