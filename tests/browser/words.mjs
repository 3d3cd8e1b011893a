// Words without a browser: hours as people say them, places as they paste them, both scripts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { activityWords } from '../../src/web/activity-words.js';
import { placeText } from '../../src/web/bar.js';
import { keepWords } from '../../src/web/keep-words.js';
import { readPasted } from '../../src/web/pasted.js';
import { reportWords } from '../../src/web/report-words.js';
import { ruleWords } from '../../src/web/rules.js';
import { labelOf, opening } from '../../src/web/say.js';
import { DEFAULTS } from '../../src/web/state.js';
import { spansOf } from '../../src/web/week.js';
import { chooseLanguage, wordsOf } from '../../src/web/words.js';
import { ROOT, test } from './harness.mjs';

const zh = wordsOf('zh');
const NOON = '2026-11-24T12:00:00+08:00';

test('hours as OpenStreetMap writes them are said in words, others as they were written', async () => {
  const said = {
    '24/7': '全天',
    'Mo-Fr 08:00-20:00': '周一至周五 08:00–20:00',
    'Mo-Fr 08:00-12:00,14:00-18:00; Sa 9:00-12:00; PH off': '周一至周五 08:00–12:00、14:00–18:00；周六 09:00–12:00；节假日 不开',
    'Mo,We,Fr 06:00-02:00': '周一、周三、周五 06:00–次日 02:00',
    '20:00-26:00': '20:00–次日 02:00',
    '06:00-24:00': '06:00–24:00',
    'Su closed': '周日 不开',
    '上午6時正至凌晨2時正': '上午6時正至凌晨2時正',
    'Mo-Fr 08:00-20:00 "by bell"': 'Mo-Fr 08:00-20:00 "by bell"',
    'Open 24 hours': 'Open 24 hours',
  };
  for (const [text, words] of Object.entries(said)) assert.equal(ruleWords(text, zh), words, text);
  assert.equal(ruleWords('Mo-Fr 08:00-02:00; PH off', wordsOf('en')), 'Mon–Fri 08:00–02:00 next day; holidays closed');
});

test('what goes on after midnight is told with the evening before', async () => {
  const night = [['00:00', '02:00'], ['06:00', '24:00']];
  const week = { a: night, b: night, c: [['00:00', '02:00']], d: [['08:00', '24:00']], e: [['00:00', '24:00']], f: [['00:00', '13:00']], g: [] };
  const dates = Object.keys(week);
  const spans = dates.map((_, at) => spansOf(week, dates, at));
  assert.deepEqual(spans, [
    [['00:00', '02:00'], ['06:00', '02:00']], [['06:00', '02:00']], [], [['08:00', '24:00']], [['00:00', '24:00']], [['00:00', '13:00']], [],
  ]);
});

test('what closes before one can use it is hasty, and says so', async () => {
  const say = (properties, asked = 'arrival') => opening({ open_state: 'open', open_reason: 'hours', ...properties }, { asked, at: NOON, words: zh });
  const until = (time) => `2026-11-24T${time}:00+08:00`;
  const cases = [
    [{ open_until: until('12:40'), arrive_at: until('12:11') }, true, '到后 29 分钟就关门'],
    [{ open_until: until('12:41'), arrive_at: until('12:11') }, false, '至 12:41'],
    [{ open_until: until('12:10'), travel_time_s: 660 }, true, '到之前就关门（12:10）'],
    [{ open_until: until('12:11'), travel_time_s: 660 }, true, '到后 0 分钟就关门'],
    [{ open_until: null, open_reason: 'always', travel_time_s: 660 }, false, '全天'],
  ];
  for (const [properties, isHasty, detail] of cases) {
    const said = say(properties, properties.arrive_at ? 'arrival' : 'any');
    assert.deepEqual([said.isHasty, said.detail], [isHasty, detail]);
  }
  assert.equal(say({ open_state: 'closed', open_until: until('12:01') }).isHasty, false);
});

test('a place is read from two numbers and from the links of map apps, each in its own datum', async () => {
  const near = (text, lat, lon, metres = 2) => {
    const found = readPasted(text);
    assert.ok(found.lat !== null, text);
    const off = Math.hypot((found.lat - lat) * 111_195, (found.lon - lon) * 111_195 * Math.cos((lat * Math.PI) / 180));
    assert.ok(off < metres, `${text}: ${found.lat}, ${found.lon} is ${off} m off`);
  };
  const [LAT, LON] = [31.26897, 121.40849];
  for (const text of ['31.26897, 121.40849', ' 31.26897，121.40849 ', '31.26897 121.40849', 'geo:31.26897,121.40849?q=x',
    'https://www.openstreetmap.org/?mlat=31.26897&mlon=121.40849', 'https://www.openstreetmap.org/#map=17/31.26897/121.40849',
    'https://maps.apple.com/?ll=31.26897,121.40849&q=here', 'https://www.google.com/maps/@31.26897,121.40849,17z',
    'https://stations.example/?lat=31.26897&lon=121.40849&mode=ebike']) near(text, LAT, LON);
  near('在这里 https://uri.amap.com/marker?position=121.41306,31.26691&name=x 见', LAT, LON, 30);
  near('https://uri.amap.com/navigation?to=121.41306,31.26691,x&mode=ride', LAT, LON, 30);
  near('https://apis.map.qq.com/uri/v1/marker?marker=coord:31.26691,121.41306;title:x', LAT, LON, 30);
  near('https://api.map.baidu.com/marker?location=31.26691,121.41306&coord_type=gcj02', LAT, LON, 30);
  near('https://api.map.baidu.com/marker?location=31.2727,121.4196', LAT, LON, 60);
  near('https://stations.example/?lat=31.26691&lon=121.41306&crs=gcj02', LAT, LON, 30);
});

test('what holds no place is none', async () => {
  for (const text of ['', '南京西路', '114.1694, 22.3193', '1, 2, 3', '91, 10', 'https://surl.amap.com/abc', 'https://amap.com/?q=x',
    'https://', 'geo:x', 'https://evil.example/?position=121.4,31.2', 'https://stations.example/?lat=1&lon=2&crs=none']) {
    assert.deepEqual(readPasted(text), { lat: null, lon: null }, text);
  }
});

test('the script is that of the place, unless another is asked for', async () => {
  const chosen = { 'zh-CN': 'zh', zh: 'zh', 'zh-SG': 'zh', 'zh-Hans-HK': 'zh', 'zh-TW': 'zh-Hant', 'zh-HK': 'zh-Hant', 'zh-Hant': 'zh-Hant', 'zh-hant-tw': 'zh-Hant', 'zh-MO': 'zh-Hant', en: 'en', 'de-DE': 'en', '': 'en' };
  for (const [wish, language] of Object.entries(chosen)) assert.equal(chooseLanguage(wish), language, wish);
  assert.equal(chooseLanguage(null, '', 'zh-TW'), 'zh-Hant');
});

test('all three have the same words, and traditional ones are not simplified', async () => {
  const shape = (value) => (typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)])) : typeof value);
  for (const language of ['en', 'zh-Hant']) {
    assert.deepEqual(shape(wordsOf(language)), shape(zh), language);
    assert.deepEqual(shape(activityWords(wordsOf(language))), shape(activityWords(zh)), language);
  }
  const simplified = /[们这时间门关开车动电无线络卫药体医实务会驿网选择页图书馆显单类设输转运进过边远处样钟义务费请问说语读谁让认识点铁银错长闭问题风飞饭馆马驾骑验鱼鸟黄齐龙]/u;
  const source = readFileSync(`${ROOT}src/web/words-hant.js`, 'utf8').split('\n').filter((line) => !line.includes('FORMS') && !line.startsWith('  +')).join('\n');
  const rest = source.replaceAll('点', '').match(simplified);
  assert.equal(rest, null, rest?.[0]);
});

test('all traditional words use the same form of a letter that has two', async () => {
  const hant = wordsOf('zh-Hant');
  const all = JSON.stringify([hant, keepWords['zh-Hant'], reportWords(hant), activityWords(hant)], (_, value) => (typeof value === 'function' ? `${value}` : value));
  assert.doesNotMatch(all, /[裏着]/u);
});

test('every label of the vocabulary has a traditional form', async () => {
  const hant = wordsOf('zh-Hant');
  const labels = { 卫生间: '衛生間', 手机充电: '手機充電', 理发: '理髮', 劳动争议调解: '勞動爭議調解', 公共厕所: '公共廁所', 党群服务中心: '黨群服務中心' };
  for (const [simplified, traditional] of Object.entries(labels)) assert.equal(labelOf({ key: 'x', zh: simplified, en: 'x' }, hant), traditional);
  for (const name of ['amenities', 'kinds']) {
    const [head, ...rows] = readFileSync(`${ROOT}data/vocabulary/${name}.csv`, 'utf8').trim().split(/\r?\n/);
    const at = head.split(',').indexOf('zh');
    for (const row of rows) assert.doesNotMatch(hant.inScript(row.split(',')[at]), /[们时间门关开车动电无线络卫药体医实务会驿网疗职岗识宝图书报针线婴轮维气换货优视托劳争咨询诊业训愿环临厕]/u, row);
  }
});

test('the place is called by how it came', async () => {
  const state = { ...DEFAULTS, lat: 31.26897, lon: 121.40849 };
  const minutesAgo = (count) => Date.now() - count * 60_000;
  const said = [
    [{ kind: 'device', ms: minutesAgo(0), accuracyM: 12.4 }, '我的位置 ±12 米'],
    [{ kind: 'device', ms: minutesAgo(9) }, '9 分钟前的位置'],
    [{ kind: 'kept', ms: minutesAgo(75) }, '1 小时 15 分钟前的位置'],
    [{ kind: 'map' }, '地图上选的地方'],
    [{ kind: 'written' }, '31.269, 121.408'],
  ];
  for (const [origin, text] of said) assert.equal(placeText(state, origin, zh), text);
  assert.equal(placeText(DEFAULTS, { kind: 'written' }, zh), '选起点');
  assert.equal(placeText({ ...DEFAULTS, lat: 'north', lon: null }, { kind: 'written' }, zh), 'north');
});
