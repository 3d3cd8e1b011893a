// The words for what goes on at a station, in Chinese (both scripts) and English.

const zh = {
  title: '近期活动',
  week: (count, isCut) => (isCut ? `一周内的前 ${count} 场活动` : `一周内 ${count} 场活动`),
  nothing: '附近一周内没有活动',
  near: '附近站点',
  offers: '优惠',
  calendar: '订阅到日历',
  book: '预约',
  booking: { true: '需预约', false: '无需预约' },
  free: { true: '免费', false: '收费' },
  for: { all: '人人可用', members: '工会会员' },
  places: (n) => `名额 ${n}`,
  until: (day) => `至 ${day}`,
};

const hant = {
  title: '近期活動',
  week: (count, isCut) => (isCut ? `一週內的前 ${count} 場活動` : `一週內 ${count} 場活動`),
  nothing: '附近一週內沒有活動',
  near: '附近站點',
  offers: '優惠',
  calendar: '訂閱到日曆',
  book: '預約',
  booking: { true: '需預約', false: '無需預約' },
  free: { true: '免費', false: '收費' },
  for: { all: '人人可用', members: '工會會員' },
  places: (n) => `名額 ${n}`,
  until: (day) => `至 ${day}`,
};

const en = {
  title: 'What is on',
  week: (count, isCut) => (isCut ? `The first ${count} events of a week` : count === 1 ? '1 event within a week' : `${count} events within a week`),
  nothing: 'Nothing goes on here within a week',
  near: 'Stations nearby',
  offers: 'Offers',
  calendar: 'Subscribe in a calendar',
  book: 'Book',
  booking: { true: 'Booking needed', false: 'No booking needed' },
  free: { true: 'Free', false: 'Not free' },
  for: { all: 'For all', members: 'Union members' },
  places: (n) => `${n} places`,
  until: (day) => `until ${day}`,
};

const WORDS = { 'zh-CN': zh, 'zh-Hant': hant, en };

// In the language of the page's words.
export function activityWords({ lang }) {
  return WORDS[lang];
}
