// Ways to go there: links that open on the device, in the datum of each map.

import assert from 'node:assert/strict';

import { deviceOf, mapLinks } from '../../src/web/go.js';
import { serve, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const STATION = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00&mode=ebike&station=hk-fehd-1048';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
const AGENTS = {
  ios: [IPHONE, 'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'],
  android: [ANDROID],
  mac: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'],
  other: ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36', ''],
  app: [
    `${IPHONE.replace(/ Version.*/, '')} MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN`,
    `${ANDROID} XWEB/1300073 MMWEBSDK/20240802 MicroMessenger/8.0.53.2740(0x28003533) WeChat/arm64 NetType/4G`,
    `${ANDROID} NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:4G,ws:360|0|3.0) AliApp(AP/10.6.0) AlipayClient/10.6.0 Language/zh-Hans`,
    `${ANDROID} AliApp(DingTalk/7.6.0) com.alibaba.android.rimet/1 Channel/1`,
    `${IPHONE.replace(/ Version.*/, '')} wxwork/4.1.30 MicroMessenger/7.0.1 Language/zh`,
    'Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  ],
};
const SHANGHAI = { name: '书馨湾, 驿站', wgs84: [121.40849, 31.26897], gcj02: [121.41306, 31.26691], mode: 'ebike' };
const SHENZHEN_BAY = { wgs84: [113.9447, 22.5036], gcj02: [113.9495, 22.5008] };
const HONG_KONG = { wgs84: [114.168, 22.31865], gcj02: [114.1729, 22.3158] };

const labels = (place, device, lang) => mapLinks(place, device, lang).map(({ label }) => label);
const linkOf = (place, device, wanted) => mapLinks(place, device, 'zh').find(({ label }) => label === wanted).href;
const asked = (href) => Object.fromEntries(new URL(href).searchParams);

test('a device is told by its browser, and an app within which the page stands before its phone', async () => {
  for (const [device, agents] of Object.entries(AGENTS)) {
    for (const userAgent of agents) assert.equal(deviceOf({ userAgent }), device, userAgent);
  }
  assert.equal(deviceOf({ userAgent: AGENTS.mac[0], maxTouchPoints: 5 }), 'ios');
});

test('no scheme but https is offered where no other opens', async () => {
  for (const device of Object.keys(AGENTS)) {
    for (const lang of ['zh', 'en']) {
      const schemes = mapLinks(SHANGHAI, device, lang).map(({ href }) => new URL(href).protocol);
      assert.equal(schemes.filter((scheme) => scheme !== 'https:').length, device === 'android' ? 1 : 0, `${device}: ${schemes}`);
    }
  }
});

test('in Chinese AMap stands first and the device’s own map last, in English the other way', async () => {
  assert.deepEqual(labels(SHANGHAI, 'ios', 'zh'), ['amap', 'baidu', 'tencent', 'apple']);
  assert.deepEqual(labels(SHANGHAI, 'android', 'zh'), ['amap', 'baidu', 'tencent', 'geo']);
  assert.deepEqual(labels(SHANGHAI, 'app', 'zh'), ['amap', 'baidu', 'tencent']);
  assert.deepEqual(labels(SHANGHAI, 'ios', 'en')[0], 'apple');
  assert.deepEqual(labels(SHANGHAI, 'android', 'en')[0], 'geo');
  assert.deepEqual(labels({ ...SHANGHAI, gcj02: null }, 'other', 'en'), ['openstreetmap']);
});

test('every map is given its own datum, the name and the way of going', async () => {
  assert.deepEqual(asked(linkOf(SHANGHAI, 'ios', 'amap')),
    { to: '121.41306,31.26691,书馨湾  驿站', mode: 'ride', src: 'yizhan', coordinate: 'gaode', callnative: '1' });
  assert.equal(asked(linkOf({ ...SHANGHAI, mode: 'walk' }, 'app', 'amap')).mode, 'walk');
  assert.equal(asked(linkOf(SHANGHAI, 'app', 'amap')).callnative, '0');
  const baidu = asked(linkOf(SHANGHAI, 'app', 'baidu'));
  assert.deepEqual([baidu.location, baidu.coord_type, baidu.title], ['31.26691,121.41306', 'gcj02', SHANGHAI.name]);
  const tencent = asked(linkOf(SHANGHAI, 'app', 'tencent'));
  assert.deepEqual([tencent.tocoord, tencent.type, tencent.to], ['31.26691,121.41306', 'bike', SHANGHAI.name]);
  assert.equal(linkOf(SHANGHAI, 'android', 'geo').split('?')[0], 'geo:31.26897,121.40849');
});

test('Apple’s map is drawn in GCJ-02 on the mainland and in WGS-84 in Hong Kong', async () => {
  assert.equal(asked(linkOf(SHANGHAI, 'ios', 'apple')).daddr, '31.26691,121.41306');
  assert.equal(asked(linkOf({ ...SHANGHAI, ...SHENZHEN_BAY }, 'ios', 'apple')).daddr, '22.5008,113.9495');
  assert.equal(asked(linkOf({ ...SHANGHAI, ...HONG_KONG }, 'ios', 'apple')).daddr, '22.31865,114.168');
});

test('on an iPhone and within WeChat every way there is a plain https link', async (browser) => {
  for (const [userAgent, isApp] of [[IPHONE, false], [AGENTS.app[0], true]]) {
    const { page } = await visit(browser, { width: 360, height: 740, userAgent, hasTouch: true });
    await page.goto(await service() + STATION);
    await page.locator('.details .week').waitFor();
    const hrefs = await page.locator('.links a:not([href^="tel:"])').evaluateAll((links) => links.map((link) => link.href));
    assert.ok(hrefs.length >= 3 && hrefs.every((href) => href.startsWith('https://')), hrefs.join('\n'));
    const first = page.locator('.links .primary');
    assert.equal(await first.textContent(), '用高德地图导航');
    const { to, mode } = asked(await first.getAttribute('href'));
    const [lon, lat, name] = to.split(',');
    assert.ok(lon > 114.172 && lon < 114.174 && lat < 22.3165 && lat > 22.315, to);
    assert.deepEqual([name, mode], ['旺角熟食巿場', 'ride']);
    assert.equal(await page.getByText('打不开导航时').count(), isApp ? 1 : 0);
  }
});

test('the address is copied, and where that is not allowed it stands there to be copied', async (browser) => {
  const allowed = await visit(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await allowed.page.goto(await service() + STATION);
  await allowed.page.getByRole('button', { name: '复制地址' }).click();
  await allowed.page.getByText('已复制：旺角熟食巿場').waitFor();
  assert.match(await allowed.page.evaluate(() => navigator.clipboard.readText()), /^旺角熟食巿場 .*上海街/);
  const refused = await visit(browser);
  await refused.page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  await refused.page.goto(await service() + STATION);
  await refused.page.getByRole('button', { name: '复制地址' }).click();
  await refused.page.getByText('请长按选中：旺角熟食巿場').waitFor();
});

test('a station outside China is shown, with ways that lead there', async (browser) => {
  const base = await serve({ files: ['data/planning/helsinki/stations.geojson'] });
  const { context, page } = await visit(browser, { userAgent: IPHONE });
  const found = await (await context.request.get(`${base}/v1/stations/nearest?lat=60.17&lon=24.94&open=any&minutes=60`)).json();
  await page.goto(`${base}/?station=${encodeURIComponent(found.features[0].properties.station_id)}`);
  await page.locator('.links .primary').waitFor();
  const { daddr } = asked(await page.locator('.links .primary').getAttribute('href'));
  assert.deepEqual(daddr.split(',').map(Number), found.features[0].geometry.coordinates.toReversed());
});
