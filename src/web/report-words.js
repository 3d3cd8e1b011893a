// The words for reports of riders, in Chinese (both scripts) and English.

const zh = {
  title: '和这里写的不一样？',
  help: '说一声，站点的管理员会看到。不用登录，不留姓名。',
  what: {
    locked: '门锁着',
    amenity_missing: '设施没有或坏了',
    wrong_hours: '时间不对',
    wrong_position: '位置不对',
    gone: '站点没了',
    thanks: '一切都好',
    other: '别的事',
  },
  which: '哪个设施',
  text: '还想说什么（可以不写）',
  textNeeded: '写几个字',
  send: '发送',
  cancel: '取消',
  sent: '收到了，谢谢！',
  failed: '没有发出去：',
  busy: '说得太频繁了，过一会儿再试。',
};

const hant = {
  title: '和這裡寫的不一樣？',
  help: '說一聲，站點的管理員會看到。不用登入，不留姓名。',
  what: {
    locked: '門鎖著',
    amenity_missing: '設施沒有或壞了',
    wrong_hours: '時間不對',
    wrong_position: '位置不對',
    gone: '站點沒了',
    thanks: '一切都好',
    other: '別的事',
  },
  which: '哪個設施',
  text: '還想說什麼（可以不寫）',
  textNeeded: '寫幾個字',
  send: '發送',
  cancel: '取消',
  sent: '收到了，謝謝！',
  failed: '沒有發出去：',
  busy: '說得太頻繁了，過一會兒再試。',
};

const en = {
  title: 'Not as it says here?',
  help: 'Say so, and the keepers of the station read it. No account, no name.',
  what: {
    locked: 'It is locked',
    amenity_missing: 'Something is missing or broken',
    wrong_hours: 'The hours are wrong',
    wrong_position: 'The position is wrong',
    gone: 'It is not there any more',
    thanks: 'All is well',
    other: 'Something else',
  },
  which: 'What is missing',
  text: 'Anything to add (if you like)',
  textNeeded: 'In a few words',
  send: 'Send',
  cancel: 'Cancel',
  sent: 'Received, thank you!',
  failed: 'It was not sent: ',
  busy: 'That was too often; try again in a while.',
};

const WORDS = { 'zh-CN': zh, 'zh-Hant': hant, en };

// In the language of the page's words.
export function reportWords({ lang }) {
  return WORDS[lang];
}
