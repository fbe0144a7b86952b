-- Advance Pay Desk: the whole schema as it stands, made from the list of tables in src/ledger/tables.rs.
--
-- Money: integer cents, credits positive. Energy: integer watt-hours. Days: integer civil days since 1970-01-01 in the
-- program's time zone (`…day`, `…_on`). Instants: unix milliseconds UTC (`at`, `…_at`). Texts hold the program's words.
--
-- What begins with `act_id, line` is appended by an act, numbered through it, and sealed with it: never updated, deleted or
-- replaced. Everything else is derived from that, and proven from it.

-- Every act that writes, by the key made when its form opened: a retry finds its first answer here.
CREATE TABLE act(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  key BLOB NOT NULL CHECK(length(key)=16),
  name TEXT NOT NULL,
  content BLOB NOT NULL CHECK(length(content)=32),
  at INTEGER NOT NULL,
  operator_id INTEGER,
  approver_id INTEGER,
  answer TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(key),
  FOREIGN KEY(act_id) REFERENCES seal(act_id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX act_at ON act(at);

-- The chain: one BLAKE3 seal an act, over the seal before and every row that the act wrote.
CREATE TABLE seal(
  act_id INTEGER NOT NULL,
  covers INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK(length(hash)=32),
  PRIMARY KEY(act_id)
) STRICT;
CREATE INDEX seal_hash ON seal(hash);

-- The chain of the first house's transactions, as its day reports printed it; empty in a store made since.
CREATE TABLE old_seal(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  txn_id INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK(length(hash)=32),
  PRIMARY KEY(act_id, line),
  UNIQUE(txn_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX old_seal_hash ON old_seal(hash);

-- Facts and settings of the store; the last one of a name holds.
CREATE TABLE store_fact(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX store_fact_name ON store_fact(name, act_id, line);

CREATE TABLE office(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(name),
  UNIQUE(code)
) STRICT, WITHOUT ROWID;

-- Who works here; the last revision holds. `pin_hash` is argon2; none: no PIN (the scheduler; `practice` in a practice store).
CREATE TABLE operator(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK(role IN('csr','supervisor','system')),
  pin_hash TEXT,
  added_at INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK(active IN(0,1)),
  PRIMARY KEY(act_id, line),
  UNIQUE(id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_name ON operator(name);

-- PINs that were tried: how many wrong ones in a row, by the last of them; 0: a right one ended the row, or a new PIN did.
-- `by_id`: who signed the call in which it was an approver's.
CREATE TABLE pin_try(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  by_id INTEGER,
  at INTEGER NOT NULL,
  wrong_in_row INTEGER NOT NULL CHECK(wrong_in_row>=0),
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_try_operator ON pin_try(operator_id, act_id, line);

-- The store's own copy of the terms: program.toml, agreement and letters (JSON: name to text) as they were loaded.
CREATE TABLE terms_version(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  from_day INTEGER NOT NULL,
  loaded_at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  program TEXT NOT NULL,
  agreement TEXT NOT NULL,
  letters TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE price_change(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  price TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;

-- What waits for a second person.
CREATE TABLE approval(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  act TEXT NOT NULL,
  text TEXT NOT NULL,
  content TEXT NOT NULL,
  key BLOB NOT NULL CHECK(length(key)=16),
  maker_id INTEGER NOT NULL,
  office_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(key)
) STRICT, WITHOUT ROWID;

CREATE TABLE approval_decided(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  approval_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK(outcome IN('approved','declined','withdrawn')),
  PRIMARY KEY(act_id, line),
  UNIQUE(approval_id)
) STRICT, WITHOUT ROWID;

-- What is open still, so that it is found among everything that ever was: approvals, matters, drawers. `of_id` is the
-- account's or the office's; 0: nobody's.
CREATE TABLE pending(
  kind TEXT NOT NULL CHECK(kind IN('approval','attention','drawer')),
  id INTEGER NOT NULL,
  of_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK(is_open IN(0,1)),
  PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_open ON pending(kind, of_id, code) WHERE is_open=1;

-- The last revision holds; `low_balance_cents` none: the program's threshold.
CREATE TABLE member(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT,
  email TEXT,
  text_phone TEXT,
  mailing_address TEXT,
  joint TEXT,
  authorized TEXT,
  passphrase TEXT,
  low_balance_cents INTEGER,
  deceased_at INTEGER,
  joined_on INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_number ON member(number);

CREATE TABLE member_change(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  was TEXT,
  becomes TEXT,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_change_member ON member_change(member_id);

-- An account and its service. What is billed by and can change is kept by its effective day in the tables below.
CREATE TABLE account(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  number TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  office_id INTEGER NOT NULL,
  address TEXT NOT NULL,
  class TEXT NOT NULL,
  phase TEXT NOT NULL,
  tax_area TEXT,
  estimated_daily_wh INTEGER,
  opened_at INTEGER NOT NULL,
  opened_on INTEGER NOT NULL,
  joined_as TEXT NOT NULL CHECK(joined_as IN('new','returning','convert','transfer')),
  moved_from INTEGER,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(number)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_member ON account(member_id);

-- Add-ons and exemptions, from a day on.
CREATE TABLE account_option(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN('add_on','exempt')),
  name TEXT NOT NULL,
  count INTEGER NOT NULL CHECK(count>=1),
  from_day INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(account_id, kind, name, from_day)
) STRICT, WITHOUT ROWID;

-- `to_day` is the last day included.
CREATE TABLE account_option_ended(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(account_id, kind, name, from_day)
) STRICT, WITHOUT ROWID;

-- Where an account stands now. `billed_through` is the last service day that was billed; `estimated_run` the days in a
-- row billed on estimates; `grace_until` the hours a returned payment leaves (C24); `told_…` what notices last looked at
-- (C30); `meter_…` the meter in service.
CREATE TABLE standing(
  account_id INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  disconnected_at INTEGER,
  disconnected_on INTEGER,
  ended_on INTEGER,
  power TEXT NOT NULL CHECK(power IN('on','off','armed','unknown')),
  billed_through INTEGER NOT NULL,
  estimated_run INTEGER NOT NULL,
  grace_until INTEGER,
  told_cents INTEGER,
  told_days INTEGER,
  meter_id INTEGER,
  meter_number TEXT,
  PRIMARY KEY(account_id),
  UNIQUE(meter_number)
) STRICT;
CREATE INDEX standing_billing ON standing(billed_through) WHERE status IN('active','disconnected');
CREATE INDEX standing_off ON standing(account_id) WHERE status='disconnected';
CREATE INDEX standing_meter ON standing(meter_id);
CREATE INDEX standing_seen_off ON standing(account_id) WHERE status='active' AND power='off';

CREATE TABLE status_change(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('active','disconnected','closed','left')),
  reason TEXT NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_change_account ON status_change(account_id);

-- Appended when a state that was seen differs from the one before.
CREATE TABLE power_seen(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN('on','off','armed')),
  detail TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX power_seen_account ON power_seen(account_id, at);

-- `secret_env` is the variable's name; the secret is never here.
CREATE TABLE link(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  secret_env TEXT,
  confirmed INTEGER NOT NULL CHECK(confirmed IN(0,1)),
  added_at INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(name)
) STRICT, WITHOUT ROWID;

-- DLMS invocation counters: a block is stored before it is used; the last one is where the next begins.
CREATE TABLE link_counter(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  link TEXT NOT NULL,
  next INTEGER NOT NULL CHECK(next>=0),
  PRIMARY KEY(act_id, line),
  UNIQUE(link, next)
) STRICT, WITHOUT ROWID;

CREATE TABLE meter(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  digits INTEGER NOT NULL CHECK(digits BETWEEN 3 AND 9),
  link TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meter_account ON meter(account_id);
CREATE INDEX meter_number ON meter(number);

-- The day of a meter's final read.
CREATE TABLE meter_ended(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  meter_id INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(meter_id)
) STRICT, WITHOUT ROWID;

-- The built-in meters of a practice store. A sample member's meter turns by itself: a household's days, shifted and scaled.
CREATE TABLE sim_meter(
  number TEXT NOT NULL,
  wh INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN('on','off','armed')),
  unreachable INTEGER NOT NULL,
  refuse INTEGER NOT NULL,
  stuck INTEGER NOT NULL,
  lose_reply INTEGER NOT NULL,
  profile_shift INTEGER,
  profile_percent INTEGER,
  turned_through INTEGER,
  PRIMARY KEY(number)
) STRICT, WITHOUT ROWID;

-- The co-op's own ledger accounts; ids are multiples of 8. A member's five need no row: account id * 8 + 1 energy,
-- 2 arrears, 3 deposit, 4 membership, 5 refund. `name`: which drawer, income, tax and area, office.
CREATE TABLE own_account(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL CHECK(id%8=0),
  kind TEXT NOT NULL CHECK(kind IN('cash','checks','money_orders','cards','external','bank','safe','float','paid_out','check_requests','income','tax','deposit_interest','over_short','standard_billing','written_off')),
  name TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(name, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE balance(
  ledger_account_id INTEGER NOT NULL,
  cents INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  last_act INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(ledger_account_id)
) STRICT;
CREATE INDEX balance_spent ON balance(cents) WHERE cents<=0 AND ledger_account_id%8=1;

-- An office's day; office 0: the store's own. Closed by its `day_close`.
CREATE TABLE book(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  office_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(office_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX book_day ON book(day);

CREATE TABLE txn(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL CHECK(id>=1),
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  service_day INTEGER,
  book_id INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  approver_id INTEGER,
  memo TEXT NOT NULL,
  reverses INTEGER,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(reverses)
) STRICT, WITHOUT ROWID;
CREATE INDEX txn_book ON txn(book_id);

-- `daily` is 1 for the lines of a morning's charges: an account's are found by their days, all others by the index.
CREATE TABLE posting(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  txn_id INTEGER NOT NULL,
  ledger_account_id INTEGER NOT NULL,
  cents INTEGER NOT NULL CHECK(cents<>0 AND abs(cents)<=100000000000),
  daily INTEGER,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_account ON posting(ledger_account_id, txn_id) WHERE daily IS NULL;

-- A register read. `cum_wh` is the same point on one continuous register of the account, over rollovers and exchanges;
-- none: never billed (C31). What nearly every read is takes no room: without a `role` it is the morning's, daily, and
-- without a `quality` actual.
CREATE TABLE reading(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  meter_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  role TEXT NOT NULL CHECK(role IN('','start','final')),
  revision INTEGER NOT NULL CHECK(revision>=1),
  wh INTEGER NOT NULL CHECK(wh>=0),
  cum_wh INTEGER,
  quality TEXT NOT NULL CHECK(quality IN('','manual','estimated','rejected')),
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  approver_id INTEGER,
  detail TEXT,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id, role, revision)
) STRICT, WITHOUT ROWID;

-- One day's charge. `lines` are cents in the order of the terms' lines; `month_…` the month's Wh and cents by kind before
-- this day; `txn_id` none: it came to nothing; without a `quality` its reads are actual.
CREATE TABLE charge(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  service_day INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK(revision>=1),
  txn_id INTEGER,
  terms_id INTEGER NOT NULL,
  price_id INTEGER NOT NULL,
  rules_version INTEGER NOT NULL,
  from_cum INTEGER NOT NULL,
  to_cum INTEGER NOT NULL,
  quality TEXT NOT NULL CHECK(quality IN('','spread','estimated','manual')),
  off_all_day INTEGER NOT NULL CHECK(off_all_day IN(0,1)),
  month_wh INTEGER NOT NULL,
  month_energy INTEGER NOT NULL,
  month_per_kwh INTEGER NOT NULL,
  month_monthly INTEGER NOT NULL,
  month_add_on INTEGER NOT NULL,
  lines TEXT NOT NULL,
  cents INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(service_day, account_id, revision)
) STRICT, WITHOUT ROWID;

-- `month` is its first day; `lines` JSON.
CREATE TABLE true_up(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  month INTEGER NOT NULL,
  revision INTEGER NOT NULL CHECK(revision>=1),
  txn_id INTEGER,
  payments INTEGER NOT NULL,
  lines TEXT NOT NULL,
  cents INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(month, account_id, revision)
) STRICT, WITHOUT ROWID;

-- `by_itself`: opened by a practice store.
CREATE TABLE drawer(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  office_id INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  float_cents INTEGER NOT NULL CHECK(float_cents>=0),
  by_itself INTEGER NOT NULL CHECK(by_itself IN(0,1)),
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drawer_book ON drawer(book_id);

CREATE TABLE drawer_closed(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  drawer_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(drawer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_movement(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  drawer_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN('paid_out','drop','hand_over')),
  cents INTEGER NOT NULL CHECK(cents>0),
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  txn_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX drawer_movement_drawer ON drawer_movement(drawer_id);

-- A blind count; `pieces` is JSON: denomination to number.
CREATE TABLE drawer_count(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  drawer_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL CHECK(ordinal IN(1,2)),
  operator_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  pieces TEXT NOT NULL,
  cash_cents INTEGER NOT NULL,
  checks_cents INTEGER NOT NULL,
  money_orders_cents INTEGER NOT NULL,
  expected_cash_cents INTEGER NOT NULL,
  expected_checks_cents INTEGER NOT NULL,
  expected_money_orders_cents INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(drawer_id, ordinal)
) STRICT, WITHOUT ROWID;

-- `series` is the office's code and epoch; `seq` has no gap within it.
CREATE TABLE receipt(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  number TEXT NOT NULL,
  series TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK(seq>=1),
  kind TEXT NOT NULL CHECK(kind IN('payment','enrollment','external','pledge')),
  txn_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  paid_at INTEGER NOT NULL,
  office_id INTEGER,
  drawer_id INTEGER,
  operator_id INTEGER NOT NULL,
  cents INTEGER NOT NULL CHECK(cents>0),
  change_cents INTEGER NOT NULL CHECK(change_cents>=0),
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(number),
  UNIQUE(series, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_drawer ON receipt(drawer_id);
CREATE INDEX receipt_txn ON receipt(txn_id);

CREATE TABLE receipt_tender(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  method TEXT NOT NULL CHECK(method IN('cash','check','money_order','card','external','pledge')),
  cents INTEGER NOT NULL CHECK(cents>0),
  tendered INTEGER NOT NULL,
  check_number TEXT,
  reference TEXT,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, ordinal)
) STRICT, WITHOUT ROWID;

-- `to_other`: fees, membership, debt to the standard service.
CREATE TABLE receipt_allocation(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  to_energy INTEGER NOT NULL,
  to_arrears INTEGER NOT NULL,
  to_other INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_allocation_account ON receipt_allocation(account_id, receipt_id);

-- Voided, returned or moved: once.
CREATE TABLE receipt_undone(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  how TEXT NOT NULL CHECK(how IN('void','returned','bank_error','moved','reversed')),
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  operator_id INTEGER NOT NULL,
  approver_id INTEGER,
  txn_id INTEGER NOT NULL,
  becomes INTEGER,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_undone_day ON receipt_undone(day);

-- A tender that came back by itself, by its place on the receipt (C58).
CREATE TABLE item_returned(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  tender INTEGER NOT NULL,
  how TEXT NOT NULL CHECK(how IN('void','returned','bank_error','moved','reversed')),
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  operator_id INTEGER NOT NULL,
  approver_id INTEGER,
  txn_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(receipt_id, tender)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_returned_day ON item_returned(day);

-- `items` is JSON: each check and money order.
CREATE TABLE bank_deposit(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  office_id INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  bag TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  cash_cents INTEGER NOT NULL,
  items TEXT NOT NULL,
  cents INTEGER NOT NULL,
  txn_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(office_id, bag)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_deposit_book ON bank_deposit(book_id);

-- The receipts whose checks and money orders a deposit took to the bank.
CREATE TABLE bank_item(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  deposit_id INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX bank_item_receipt ON bank_item(receipt_id);

-- Closes a book. `head` is the chain's head before it; `report` JSON, as it was shown and printed.
CREATE TABLE day_close(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  book_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  card_batch_cents INTEGER,
  head TEXT NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(book_id)
) STRICT, WITHOUT ROWID;

-- Rows of files that were taken in, by their own key.
CREATE TABLE taken_in(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN('payment','reading','member')),
  source TEXT NOT NULL,
  content BLOB NOT NULL,
  receipt_id INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(kind, source)
) STRICT, WITHOUT ROWID;

-- `stops`: disconnect, reconnect, close, those that apply; `until_day` is included (C34).
CREATE TABLE hold(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  stops TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_account ON hold(account_id);

CREATE TABLE hold_lifted(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  hold_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(hold_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE note(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  pinned INTEGER NOT NULL CHECK(pinned IN(0,1)),
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_account ON note(account_id);

CREATE TABLE pledge(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  agency TEXT NOT NULL,
  government INTEGER NOT NULL CHECK(government IN(0,1)),
  cents INTEGER NOT NULL CHECK(cents>0),
  until_day INTEGER,
  arrears_only INTEGER NOT NULL CHECK(arrears_only IN(0,1)),
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pledge_account ON pledge(account_id);

CREATE TABLE pledge_received(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  pledge_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  receipt_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(pledge_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pledge_withdrawn(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  pledge_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(pledge_id)
) STRICT, WITHOUT ROWID;

-- `level`: which amount or number of days; `not_before`: the end of the quiet hours.
CREATE TABLE notice(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  event TEXT NOT NULL,
  level TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN('email','text','phone')),
  address TEXT NOT NULL,
  text TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_account ON notice(account_id, id);

-- What became of a notice, try by try.
CREATE TABLE notice_step(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  notice_id INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('waiting','sent','failed','withdrawn')),
  tries INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  sent_at INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_step_notice ON notice_step(notice_id);

-- How a notice stands: its last step.
CREATE TABLE notice_state(
  notice_id INTEGER NOT NULL,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  tries INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  sent_at INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY(notice_id)
) STRICT;
CREATE INDEX notice_waiting ON notice_state(channel, not_before) WHERE status='waiting';

-- A member's word on a way of telling; the last one counts.
CREATE TABLE channel_choice(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN('email','text','phone')),
  allowed INTEGER NOT NULL CHECK(allowed IN(0,1)),
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_choice_member ON channel_choice(member_id, channel);

CREATE TABLE forecast(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  low_f INTEGER NOT NULL,
  inclement INTEGER NOT NULL CHECK(inclement IN(0,1)),
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX forecast_day ON forecast(day);

-- What `before_list` waits for.
CREATE TABLE arrival(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, what)
) STRICT, WITHOUT ROWID;

-- One a day (C27); `waits`: why the whole list waits for a person.
CREATE TABLE disconnect_list(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  waits TEXT,
  PRIMARY KEY(act_id, line),
  UNIQUE(day)
) STRICT, WITHOUT ROWID;

-- People let a list go on that waited as a whole (C60).
CREATE TABLE list_let_go(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  operator_id INTEGER,
  approver_id INTEGER,
  reason TEXT,
  PRIMARY KEY(act_id, line),
  UNIQUE(day)
) STRICT, WITHOUT ROWID;

-- Who, and why or why not; `gates` JSON: what was checked, and how it stood.
CREATE TABLE list_row(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  balance_cents INTEGER NOT NULL,
  last_read_day INTEGER,
  state TEXT NOT NULL CHECK(state IN('ready','held','attention','review','queued','released','withdrawn')),
  code TEXT NOT NULL,
  why TEXT NOT NULL,
  releasable INTEGER NOT NULL CHECK(releasable IN(0,1)),
  gates TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id)
) STRICT, WITHOUT ROWID;

-- How a row was decided; the last decision holds.
CREATE TABLE list_decision(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  day INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN('ready','held','attention','review','queued','released','withdrawn')),
  code TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  decided_by INTEGER,
  approved_by INTEGER,
  reason TEXT,
  command_id INTEGER,
  PRIMARY KEY(act_id, line),
  UNIQUE(day, account_id, ordinal)
) STRICT, WITHOUT ROWID;

-- `tx` is the same on every retry; `evidence` JSON: balance, reads, clause, gates, who released.
CREATE TABLE switch_command(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  tx BLOB NOT NULL CHECK(length(tx)=16),
  account_id INTEGER NOT NULL,
  meter_id INTEGER NOT NULL,
  command TEXT NOT NULL CHECK(command IN('on','off')),
  cause TEXT NOT NULL CHECK(cause IN('disconnect','reconnect','hand','closing','opening')),
  reason TEXT NOT NULL,
  evidence TEXT,
  queued_at INTEGER NOT NULL,
  not_after INTEGER,
  operator_id INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id),
  UNIQUE(tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX switch_command_account ON switch_command(account_id);
CREATE INDEX switch_command_meter ON switch_command(meter_id, queued_at);
CREATE INDEX switch_command_at ON switch_command(queued_at);

-- How far a command has come, each time it went on. `in_doubt`: it went out, outcome unknown: ask the state first.
CREATE TABLE command_step(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  command_id INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('queued','sent','done','refused','attention','expired','cancelled')),
  in_doubt INTEGER NOT NULL CHECK(in_doubt IN(0,1)),
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  done_at INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX command_step_command ON command_step(command_id);

-- How a command stands: its last step.
CREATE TABLE command_state(
  command_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  in_doubt INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  done_at INTEGER,
  detail TEXT NOT NULL,
  PRIMARY KEY(command_id)
) STRICT;
CREATE INDEX command_due ON command_state(next_try_at) WHERE status IN('queued','sent','attention');
CREATE INDEX command_open ON command_state(account_id) WHERE status IN('queued','sent','attention');

-- Every step at a switch: what was asked, the raw answer, the state seen. Without a command: asked by hand.
CREATE TABLE switch_step(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  command_id INTEGER,
  meter_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  state TEXT,
  raw TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX switch_step_command ON switch_step(command_id);

-- What a person should look at.
CREATE TABLE attention(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER,
  day INTEGER NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attention_account ON attention(account_id);

CREATE TABLE attention_cleared(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  attention_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id)
) STRICT, WITHOUT ROWID;

-- What a matter of a refused payments file waits for, by the keys of `taken_in` (C45).
CREATE TABLE awaited_payment(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  attention_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_payment_attention ON awaited_payment(attention_id);

-- What a person decided of a matter: whether what was read or paid counts (C45).
CREATE TABLE attention_decided(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  attention_id INTEGER NOT NULL,
  accepted INTEGER NOT NULL CHECK(accepted IN(0,1)),
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id)
) STRICT, WITHOUT ROWID;

-- What a matter leaves in doubt: the read of the morning `day`, with the days from `from_day` to `through_day` whose charges
-- stand on it; or the link `source`.
CREATE TABLE doubt(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  attention_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  source TEXT,
  from_day INTEGER,
  through_day INTEGER,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_attention ON doubt(attention_id);

-- A doubt that is over for an account while its matter is open: its morning was decided, or its row of the list released.
CREATE TABLE doubt_over(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  attention_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  PRIMARY KEY(act_id, line),
  UNIQUE(attention_id, account_id, day)
) STRICT, WITHOUT ROWID;

-- `counts` JSON, as it was answered.
CREATE TABLE cycle_run(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY(act_id, line)
) STRICT, WITHOUT ROWID;

-- What was signed or mailed is kept as bytes; a receipt or report as its content (JSON), drawn again when asked for.
-- `hash` is of the bytes, or of the content.
CREATE TABLE document(
  act_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  id INTEGER NOT NULL,
  account_id INTEGER,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  at INTEGER NOT NULL,
  operator_id INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK(length(hash)=32),
  content TEXT,
  bytes BLOB,
  PRIMARY KEY(act_id, line),
  UNIQUE(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_account ON document(account_id, id);

-- What an account is found by: its words, folded, with a space between. `begun` are found from their first letter on,
-- `inside` from three letters on. `place`: where it stands in an answer: 1 for what is ended, else 0, and the name.
CREATE TABLE search_account(
  account_id INTEGER NOT NULL,
  place TEXT NOT NULL,
  begun TEXT NOT NULL,
  inside TEXT NOT NULL,
  PRIMARY KEY(account_id)
) STRICT;

-- The same word by word, each with its suffixes of three letters and more, under their first three letters in the
-- order of an answer; without a `word`, the first one and two letters of what is begun.
CREATE TABLE search_word(
  gram TEXT NOT NULL,
  place TEXT NOT NULL,
  account_id INTEGER NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY(gram, place, account_id, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_word_word ON search_word(word) WHERE word<>'';

-- What may never happen. A seal looks at its whole act, once.

CREATE TRIGGER seal_proves BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT,'ledger: acts are sealed in order, once') WHERE EXISTS(
    SELECT 1 WHERE NEW.act_id<>COALESCE((SELECT max(act_id) FROM seal),0)+1);
  SELECT RAISE(ABORT,'ledger: an act says once what it is') WHERE EXISTS(
    SELECT 1 WHERE (SELECT count(*) FROM act WHERE act_id=NEW.act_id)<>1);
  SELECT RAISE(ABORT,'ledger: a transaction has two lines or more, and they balance') WHERE EXISTS(
    SELECT 1 FROM posting WHERE act_id=NEW.act_id GROUP BY txn_id HAVING count(*)<2 OR sum(cents)<>0);
  SELECT RAISE(ABORT,'ledger: a transaction is written with its lines') WHERE EXISTS(
    SELECT 1 FROM (SELECT count(*) AS n, min(id) AS a, max(id) AS b FROM txn WHERE act_id=NEW.act_id) t,
       (SELECT count(DISTINCT txn_id) AS n, min(txn_id) AS a, max(txn_id) AS b FROM posting WHERE act_id=NEW.act_id) p
       WHERE t.n<>p.n OR t.a<>p.a OR t.b<>p.b);
  SELECT RAISE(ABORT,'ledger: a line is written with its transaction') WHERE EXISTS(
    SELECT 1 FROM (SELECT DISTINCT txn_id FROM posting WHERE act_id=NEW.act_id) p
       WHERE NOT EXISTS(SELECT 1 FROM txn t WHERE t.id=p.txn_id AND t.act_id=NEW.act_id));
  SELECT RAISE(ABORT,'ledger: a transaction is posted to a book that is open') WHERE EXISTS(
    SELECT 1 FROM txn t JOIN day_close c ON c.book_id=t.book_id WHERE t.act_id=NEW.act_id AND c.act_id<NEW.act_id);
  SELECT RAISE(ABORT,'ledger: a reversal mirrors a transaction before it, once, that is none itself') WHERE EXISTS(
    SELECT 1 FROM txn n LEFT JOIN txn o ON o.id=n.reverses WHERE n.act_id=NEW.act_id AND n.reverses IS NOT NULL
       AND (o.id IS NULL OR o.id>=n.id OR o.reverses IS NOT NULL
         OR EXISTS(SELECT 1 FROM posting p WHERE p.act_id IN(n.act_id,o.act_id) AND p.txn_id IN(n.id,o.id)
                   GROUP BY p.ledger_account_id HAVING sum(p.cents)<>0)));
  SELECT RAISE(ABORT,'ledger: a tender is written with its receipt') WHERE EXISTS(
    SELECT 1 FROM receipt_tender t JOIN receipt r ON r.id=t.receipt_id
       WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id);
  SELECT RAISE(ABORT,'ledger: tenders never come to more than their receipt') WHERE EXISTS(
    SELECT 1 FROM (SELECT receipt_id, sum(cents) AS cents FROM receipt_tender WHERE act_id=NEW.act_id
         GROUP BY receipt_id) t JOIN receipt r ON r.id=t.receipt_id WHERE t.cents>r.cents);
  SELECT RAISE(ABORT,'ledger: where a receipt went is written with it') WHERE EXISTS(
    SELECT 1 FROM receipt_allocation t JOIN receipt r ON r.id=t.receipt_id
       WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id);
  SELECT RAISE(ABORT,'ledger: whether a store is for practice, and its id, are never changed') WHERE EXISTS(
    SELECT 1 FROM store_fact n WHERE n.act_id=NEW.act_id AND n.name IN('practice','store_id')
       AND EXISTS(SELECT 1 FROM store_fact o WHERE o.name=n.name AND o.value<>n.value));
  SELECT RAISE(ABORT,'ledger: an operator keeps their name') WHERE EXISTS(
    SELECT 1 FROM operator n JOIN operator o ON o.id=n.id AND o.revision=1
       WHERE n.act_id=NEW.act_id AND (o.name<>n.name OR o.added_at<>n.added_at));
  SELECT RAISE(ABORT,'ledger: an operator''s name is their own') WHERE EXISTS(
    SELECT 1 FROM operator n JOIN operator o ON o.name=n.name WHERE n.act_id=NEW.act_id AND o.id<>n.id);
  SELECT RAISE(ABORT,'ledger: a member keeps the number') WHERE EXISTS(
    SELECT 1 FROM member n JOIN member o ON o.id=n.id AND o.revision=1
       WHERE n.act_id=NEW.act_id AND (o.number<>n.number OR o.joined_on<>n.joined_on));
  SELECT RAISE(ABORT,'ledger: a member''s number is their own') WHERE EXISTS(
    SELECT 1 FROM member n JOIN member o ON o.number=n.number WHERE n.act_id=NEW.act_id AND o.id<>n.id);
  SELECT RAISE(ABORT,'ledger: an invocation counter never goes back') WHERE EXISTS(
    SELECT 1 FROM link_counter n JOIN link_counter o ON o.link=n.link AND o.next>n.next WHERE n.act_id=NEW.act_id);
  SELECT RAISE(ABORT,'ledger: that a notice left is never unsaid') WHERE EXISTS(
    SELECT 1 FROM notice_step n JOIN notice_step o ON o.notice_id=n.notice_id
         AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
       WHERE n.act_id=NEW.act_id AND (o.status='sent' OR o.sent_at IS NOT NULL)
       AND (n.status NOT IN('sent','failed') OR n.sent_at IS DISTINCT FROM o.sent_at));
  SELECT RAISE(ABORT,'ledger: a switch command that ended stays ended') WHERE EXISTS(
    SELECT 1 FROM command_step n JOIN command_step o ON o.command_id=n.command_id
         AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
       WHERE n.act_id=NEW.act_id AND o.status IN('done','refused','expired','cancelled')
       AND (n.status<>o.status OR n.done_at IS DISTINCT FROM o.done_at));
  SELECT RAISE(ABORT,'ledger: a drawer is opened once') WHERE EXISTS(
    SELECT 1 FROM drawer n JOIN drawer o
         ON o.book_id=n.book_id AND o.operator_id=n.operator_id AND o.office_id=n.office_id AND o.id<>n.id
       WHERE n.act_id=NEW.act_id AND NOT EXISTS(SELECT 1 FROM drawer_closed c WHERE c.drawer_id IN(n.id,o.id)));
  SELECT RAISE(ABORT,'ledger: a matter that is open stays as it is') WHERE EXISTS(
    SELECT 1 FROM attention n JOIN pending p ON p.kind='attention' AND p.of_id=COALESCE(n.account_id,0)
         AND p.code=n.code AND p.is_open=1 AND p.id<>n.id WHERE n.act_id=NEW.act_id);
  SELECT RAISE(ABORT,'ledger: operator takes the next number') WHERE EXISTS(
    SELECT 1 FROM operator n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
       AND NOT EXISTS(SELECT 1 FROM operator b WHERE b.id=n.id AND b.revision=n.revision-1)));
  SELECT RAISE(ABORT,'ledger: member takes the next number') WHERE EXISTS(
    SELECT 1 FROM member n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
       AND NOT EXISTS(SELECT 1 FROM member b WHERE b.id=n.id AND b.revision=n.revision-1)));
  SELECT RAISE(ABORT,'ledger: txn takes the next number') WHERE EXISTS(
    SELECT 1 FROM txn n WHERE n.act_id=NEW.act_id AND (n.id<1 OR n.id>1
       AND NOT EXISTS(SELECT 1 FROM txn b WHERE b.id=n.id-1)));
  SELECT RAISE(ABORT,'ledger: txn.book_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT book_id AS named FROM txn WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM book o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: posting.ledger_account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT ledger_account_id AS named FROM posting WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM balance o WHERE o.ledger_account_id=n.named));
  SELECT RAISE(ABORT,'ledger: reading takes the next number') WHERE EXISTS(
    SELECT 1 FROM reading n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
       AND NOT EXISTS(SELECT 1 FROM reading b WHERE b.day=n.day AND b.account_id=n.account_id AND b.role=n.role AND b.revision=n.revision-1)));
  SELECT RAISE(ABORT,'ledger: reading.account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT account_id AS named FROM reading WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: reading.meter_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT meter_id AS named FROM reading WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM meter o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: charge takes the next number') WHERE EXISTS(
    SELECT 1 FROM charge n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
       AND NOT EXISTS(SELECT 1 FROM charge b WHERE b.service_day=n.service_day AND b.account_id=n.account_id AND b.revision=n.revision-1)));
  SELECT RAISE(ABORT,'ledger: charge.account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT account_id AS named FROM charge WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: charge.txn_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM charge WHERE act_id=NEW.act_id AND txn_id IS NOT NULL) n
       WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: true_up takes the next number') WHERE EXISTS(
    SELECT 1 FROM true_up n WHERE n.act_id=NEW.act_id AND (n.revision<1 OR n.revision>1
       AND NOT EXISTS(SELECT 1 FROM true_up b WHERE b.month=n.month AND b.account_id=n.account_id AND b.revision=n.revision-1)));
  SELECT RAISE(ABORT,'ledger: true_up.account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT account_id AS named FROM true_up WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: true_up.txn_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM true_up WHERE act_id=NEW.act_id AND txn_id IS NOT NULL) n
       WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: drawer_count takes the next number') WHERE EXISTS(
    SELECT 1 FROM drawer_count n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
       AND NOT EXISTS(SELECT 1 FROM drawer_count b WHERE b.drawer_id=n.drawer_id AND b.ordinal=n.ordinal-1)));
  SELECT RAISE(ABORT,'ledger: receipt takes the next number') WHERE EXISTS(
    SELECT 1 FROM receipt n WHERE n.act_id=NEW.act_id AND (n.seq<1 OR n.seq>1
       AND NOT EXISTS(SELECT 1 FROM receipt b WHERE b.series=n.series AND b.seq=n.seq-1)));
  SELECT RAISE(ABORT,'ledger: receipt.txn_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT DISTINCT txn_id AS named FROM receipt WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM txn o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: receipt_tender takes the next number') WHERE EXISTS(
    SELECT 1 FROM receipt_tender n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
       AND NOT EXISTS(SELECT 1 FROM receipt_tender b WHERE b.receipt_id=n.receipt_id AND b.ordinal=n.ordinal-1)));
  SELECT RAISE(ABORT,'ledger: receipt_tender.receipt_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_tender WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: receipt_allocation takes the next number') WHERE EXISTS(
    SELECT 1 FROM receipt_allocation n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
       AND NOT EXISTS(SELECT 1 FROM receipt_allocation b WHERE b.receipt_id=n.receipt_id AND b.ordinal=n.ordinal-1)));
  SELECT RAISE(ABORT,'ledger: receipt_allocation.receipt_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_allocation WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: receipt_allocation.account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT account_id AS named FROM receipt_allocation WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: receipt_undone.receipt_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT receipt_id AS named FROM receipt_undone WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: item_returned.receipt_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT receipt_id AS named FROM item_returned WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM receipt o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: day_close.book_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT book_id AS named FROM day_close WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM book o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: list_decision takes the next number') WHERE EXISTS(
    SELECT 1 FROM list_decision n WHERE n.act_id=NEW.act_id AND (n.ordinal<1 OR n.ordinal>1
       AND NOT EXISTS(SELECT 1 FROM list_decision b WHERE b.day=n.day AND b.account_id=n.account_id AND b.ordinal=n.ordinal-1)));
  SELECT RAISE(ABORT,'ledger: switch_command.account_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT account_id AS named FROM switch_command WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM account o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: switch_command.meter_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT meter_id AS named FROM switch_command WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM meter o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: command_step.command_id names what is there') WHERE EXISTS(
    SELECT 1 FROM (SELECT command_id AS named FROM command_step WHERE act_id=NEW.act_id) n
       WHERE NOT EXISTS(SELECT 1 FROM switch_command o WHERE o.id=n.named));
  SELECT RAISE(ABORT,'ledger: a seal covers every row of its act') WHERE NEW.covers<>
    (SELECT count(*) FROM act WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM old_seal WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM store_fact WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM office WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM operator WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM pin_try WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM terms_version WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM price_change WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM approval WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM approval_decided WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM member WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM member_change WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM account WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM account_option WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM account_option_ended WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM status_change WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM power_seen WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM link WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM link_counter WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM meter WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM meter_ended WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM own_account WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM book WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM txn WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM posting WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM reading WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM charge WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM true_up WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM drawer WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM drawer_closed WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM drawer_movement WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM drawer_count WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM receipt WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM receipt_tender WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM receipt_allocation WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM receipt_undone WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM item_returned WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM bank_deposit WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM bank_item WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM day_close WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM taken_in WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM hold WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM hold_lifted WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM note WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM pledge WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM pledge_received WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM pledge_withdrawn WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM notice WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM notice_step WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM channel_choice WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM forecast WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM arrival WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM disconnect_list WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM list_let_go WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM list_row WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM list_decision WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM switch_command WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM command_step WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM switch_step WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM attention WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM attention_cleared WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM awaited_payment WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM attention_decided WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM doubt WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM doubt_over WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM cycle_run WHERE act_id=NEW.act_id)+
    (SELECT count(*) FROM document WHERE act_id=NEW.act_id);
  UPDATE balance SET cents=cents+p.moved, seq=seq+p.lines, last_act=NEW.act_id
    FROM (SELECT ledger_account_id AS id, CAST(sum(cents) AS BIGINT) AS moved, count(*) AS lines FROM posting
          WHERE act_id=NEW.act_id GROUP BY ledger_account_id) p WHERE ledger_account_id=p.id;
END;
CREATE TRIGGER act_is_kept BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT,'ledger: act: what was written is never changed or deleted');
END;
CREATE TRIGGER act_stays BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT,'ledger: act: what was written is never changed or deleted');
END;
CREATE TRIGGER seal_is_kept BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT,'ledger: seal: what was written is never changed or deleted');
END;
CREATE TRIGGER seal_stays BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT,'ledger: seal: what was written is never changed or deleted');
END;
CREATE TRIGGER old_seal_is_kept BEFORE UPDATE ON old_seal BEGIN SELECT RAISE(ABORT,'ledger: old_seal: what was written is never changed or deleted');
END;
CREATE TRIGGER old_seal_stays BEFORE DELETE ON old_seal BEGIN SELECT RAISE(ABORT,'ledger: old_seal: what was written is never changed or deleted');
END;
CREATE TRIGGER store_fact_is_kept BEFORE UPDATE ON store_fact BEGIN SELECT RAISE(ABORT,'ledger: store_fact: what was written is never changed or deleted');
END;
CREATE TRIGGER store_fact_stays BEFORE DELETE ON store_fact BEGIN SELECT RAISE(ABORT,'ledger: store_fact: what was written is never changed or deleted');
END;
CREATE TRIGGER office_is_kept BEFORE UPDATE ON office BEGIN SELECT RAISE(ABORT,'ledger: office: what was written is never changed or deleted');
END;
CREATE TRIGGER office_stays BEFORE DELETE ON office BEGIN SELECT RAISE(ABORT,'ledger: office: what was written is never changed or deleted');
END;
CREATE TRIGGER operator_is_kept BEFORE UPDATE ON operator BEGIN SELECT RAISE(ABORT,'ledger: operator: what was written is never changed or deleted');
END;
CREATE TRIGGER operator_stays BEFORE DELETE ON operator BEGIN SELECT RAISE(ABORT,'ledger: operator: what was written is never changed or deleted');
END;
CREATE TRIGGER pin_try_is_kept BEFORE UPDATE ON pin_try BEGIN SELECT RAISE(ABORT,'ledger: pin_try: what was written is never changed or deleted');
END;
CREATE TRIGGER pin_try_stays BEFORE DELETE ON pin_try BEGIN SELECT RAISE(ABORT,'ledger: pin_try: what was written is never changed or deleted');
END;
CREATE TRIGGER terms_version_is_kept BEFORE UPDATE ON terms_version BEGIN SELECT RAISE(ABORT,'ledger: terms_version: what was written is never changed or deleted');
END;
CREATE TRIGGER terms_version_stays BEFORE DELETE ON terms_version BEGIN SELECT RAISE(ABORT,'ledger: terms_version: what was written is never changed or deleted');
END;
CREATE TRIGGER price_change_is_kept BEFORE UPDATE ON price_change BEGIN SELECT RAISE(ABORT,'ledger: price_change: what was written is never changed or deleted');
END;
CREATE TRIGGER price_change_stays BEFORE DELETE ON price_change BEGIN SELECT RAISE(ABORT,'ledger: price_change: what was written is never changed or deleted');
END;
CREATE TRIGGER approval_is_kept BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT,'ledger: approval: what was written is never changed or deleted');
END;
CREATE TRIGGER approval_stays BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT,'ledger: approval: what was written is never changed or deleted');
END;
CREATE TRIGGER approval_decided_is_kept BEFORE UPDATE ON approval_decided BEGIN SELECT RAISE(ABORT,'ledger: approval_decided: what was written is never changed or deleted');
END;
CREATE TRIGGER approval_decided_stays BEFORE DELETE ON approval_decided BEGIN SELECT RAISE(ABORT,'ledger: approval_decided: what was written is never changed or deleted');
END;
CREATE TRIGGER pending_is_kept BEFORE UPDATE OF kind, id ON pending BEGIN SELECT RAISE(ABORT,'ledger: pending: what was written is never changed or deleted');
END;
CREATE TRIGGER pending_stays BEFORE DELETE ON pending BEGIN SELECT RAISE(ABORT,'ledger: pending: what was written is never changed or deleted');
END;
CREATE TRIGGER member_is_kept BEFORE UPDATE ON member BEGIN SELECT RAISE(ABORT,'ledger: member: what was written is never changed or deleted');
END;
CREATE TRIGGER member_stays BEFORE DELETE ON member BEGIN SELECT RAISE(ABORT,'ledger: member: what was written is never changed or deleted');
END;
CREATE TRIGGER member_change_is_kept BEFORE UPDATE ON member_change BEGIN SELECT RAISE(ABORT,'ledger: member_change: what was written is never changed or deleted');
END;
CREATE TRIGGER member_change_stays BEFORE DELETE ON member_change BEGIN SELECT RAISE(ABORT,'ledger: member_change: what was written is never changed or deleted');
END;
CREATE TRIGGER account_is_kept BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT,'ledger: account: what was written is never changed or deleted');
END;
CREATE TRIGGER account_stays BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT,'ledger: account: what was written is never changed or deleted');
END;
CREATE TRIGGER account_option_is_kept BEFORE UPDATE ON account_option BEGIN SELECT RAISE(ABORT,'ledger: account_option: what was written is never changed or deleted');
END;
CREATE TRIGGER account_option_stays BEFORE DELETE ON account_option BEGIN SELECT RAISE(ABORT,'ledger: account_option: what was written is never changed or deleted');
END;
CREATE TRIGGER account_option_ended_is_kept BEFORE UPDATE ON account_option_ended BEGIN SELECT RAISE(ABORT,'ledger: account_option_ended: what was written is never changed or deleted');
END;
CREATE TRIGGER account_option_ended_stays BEFORE DELETE ON account_option_ended BEGIN SELECT RAISE(ABORT,'ledger: account_option_ended: what was written is never changed or deleted');
END;
CREATE TRIGGER standing_is_kept BEFORE UPDATE OF account_id, rowid, oid, _rowid_ ON standing BEGIN SELECT RAISE(ABORT,'ledger: standing: what was written is never changed or deleted');
END;
CREATE TRIGGER standing_stays BEFORE DELETE ON standing BEGIN SELECT RAISE(ABORT,'ledger: standing: what was written is never changed or deleted');
END;
CREATE TRIGGER status_change_is_kept BEFORE UPDATE ON status_change BEGIN SELECT RAISE(ABORT,'ledger: status_change: what was written is never changed or deleted');
END;
CREATE TRIGGER status_change_stays BEFORE DELETE ON status_change BEGIN SELECT RAISE(ABORT,'ledger: status_change: what was written is never changed or deleted');
END;
CREATE TRIGGER power_seen_is_kept BEFORE UPDATE ON power_seen BEGIN SELECT RAISE(ABORT,'ledger: power_seen: what was written is never changed or deleted');
END;
CREATE TRIGGER power_seen_stays BEFORE DELETE ON power_seen BEGIN SELECT RAISE(ABORT,'ledger: power_seen: what was written is never changed or deleted');
END;
CREATE TRIGGER link_is_kept BEFORE UPDATE ON link BEGIN SELECT RAISE(ABORT,'ledger: link: what was written is never changed or deleted');
END;
CREATE TRIGGER link_stays BEFORE DELETE ON link BEGIN SELECT RAISE(ABORT,'ledger: link: what was written is never changed or deleted');
END;
CREATE TRIGGER link_counter_is_kept BEFORE UPDATE ON link_counter BEGIN SELECT RAISE(ABORT,'ledger: link_counter: what was written is never changed or deleted');
END;
CREATE TRIGGER link_counter_stays BEFORE DELETE ON link_counter BEGIN SELECT RAISE(ABORT,'ledger: link_counter: what was written is never changed or deleted');
END;
CREATE TRIGGER meter_is_kept BEFORE UPDATE ON meter BEGIN SELECT RAISE(ABORT,'ledger: meter: what was written is never changed or deleted');
END;
CREATE TRIGGER meter_stays BEFORE DELETE ON meter BEGIN SELECT RAISE(ABORT,'ledger: meter: what was written is never changed or deleted');
END;
CREATE TRIGGER meter_ended_is_kept BEFORE UPDATE ON meter_ended BEGIN SELECT RAISE(ABORT,'ledger: meter_ended: what was written is never changed or deleted');
END;
CREATE TRIGGER meter_ended_stays BEFORE DELETE ON meter_ended BEGIN SELECT RAISE(ABORT,'ledger: meter_ended: what was written is never changed or deleted');
END;
CREATE TRIGGER own_account_is_kept BEFORE UPDATE ON own_account BEGIN SELECT RAISE(ABORT,'ledger: own_account: what was written is never changed or deleted');
END;
CREATE TRIGGER own_account_stays BEFORE DELETE ON own_account BEGIN SELECT RAISE(ABORT,'ledger: own_account: what was written is never changed or deleted');
END;
CREATE TRIGGER balance_is_kept BEFORE UPDATE OF ledger_account_id, rowid, oid, _rowid_ ON balance BEGIN SELECT RAISE(ABORT,'ledger: balance: what was written is never changed or deleted');
END;
CREATE TRIGGER balance_stays BEFORE DELETE ON balance BEGIN SELECT RAISE(ABORT,'ledger: balance: what was written is never changed or deleted');
END;
CREATE TRIGGER book_is_kept BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT,'ledger: book: what was written is never changed or deleted');
END;
CREATE TRIGGER book_stays BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT,'ledger: book: what was written is never changed or deleted');
END;
CREATE TRIGGER txn_is_kept BEFORE UPDATE ON txn BEGIN SELECT RAISE(ABORT,'ledger: txn: what was written is never changed or deleted');
END;
CREATE TRIGGER txn_stays BEFORE DELETE ON txn BEGIN SELECT RAISE(ABORT,'ledger: txn: what was written is never changed or deleted');
END;
CREATE TRIGGER posting_is_kept BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT,'ledger: posting: what was written is never changed or deleted');
END;
CREATE TRIGGER posting_stays BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT,'ledger: posting: what was written is never changed or deleted');
END;
CREATE TRIGGER reading_is_kept BEFORE UPDATE ON reading BEGIN SELECT RAISE(ABORT,'ledger: reading: what was written is never changed or deleted');
END;
CREATE TRIGGER reading_stays BEFORE DELETE ON reading BEGIN SELECT RAISE(ABORT,'ledger: reading: what was written is never changed or deleted');
END;
CREATE TRIGGER charge_is_kept BEFORE UPDATE ON charge BEGIN SELECT RAISE(ABORT,'ledger: charge: what was written is never changed or deleted');
END;
CREATE TRIGGER charge_stays BEFORE DELETE ON charge BEGIN SELECT RAISE(ABORT,'ledger: charge: what was written is never changed or deleted');
END;
CREATE TRIGGER true_up_is_kept BEFORE UPDATE ON true_up BEGIN SELECT RAISE(ABORT,'ledger: true_up: what was written is never changed or deleted');
END;
CREATE TRIGGER true_up_stays BEFORE DELETE ON true_up BEGIN SELECT RAISE(ABORT,'ledger: true_up: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_is_kept BEFORE UPDATE ON drawer BEGIN SELECT RAISE(ABORT,'ledger: drawer: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_stays BEFORE DELETE ON drawer BEGIN SELECT RAISE(ABORT,'ledger: drawer: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_closed_is_kept BEFORE UPDATE ON drawer_closed BEGIN SELECT RAISE(ABORT,'ledger: drawer_closed: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_closed_stays BEFORE DELETE ON drawer_closed BEGIN SELECT RAISE(ABORT,'ledger: drawer_closed: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_movement_is_kept BEFORE UPDATE ON drawer_movement BEGIN SELECT RAISE(ABORT,'ledger: drawer_movement: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_movement_stays BEFORE DELETE ON drawer_movement BEGIN SELECT RAISE(ABORT,'ledger: drawer_movement: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_count_is_kept BEFORE UPDATE ON drawer_count BEGIN SELECT RAISE(ABORT,'ledger: drawer_count: what was written is never changed or deleted');
END;
CREATE TRIGGER drawer_count_stays BEFORE DELETE ON drawer_count BEGIN SELECT RAISE(ABORT,'ledger: drawer_count: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_is_kept BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT,'ledger: receipt: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT,'ledger: receipt: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_tender_is_kept BEFORE UPDATE ON receipt_tender BEGIN SELECT RAISE(ABORT,'ledger: receipt_tender: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_tender_stays BEFORE DELETE ON receipt_tender BEGIN SELECT RAISE(ABORT,'ledger: receipt_tender: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_allocation_is_kept BEFORE UPDATE ON receipt_allocation BEGIN SELECT RAISE(ABORT,'ledger: receipt_allocation: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_allocation_stays BEFORE DELETE ON receipt_allocation BEGIN SELECT RAISE(ABORT,'ledger: receipt_allocation: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_undone_is_kept BEFORE UPDATE ON receipt_undone BEGIN SELECT RAISE(ABORT,'ledger: receipt_undone: what was written is never changed or deleted');
END;
CREATE TRIGGER receipt_undone_stays BEFORE DELETE ON receipt_undone BEGIN SELECT RAISE(ABORT,'ledger: receipt_undone: what was written is never changed or deleted');
END;
CREATE TRIGGER item_returned_is_kept BEFORE UPDATE ON item_returned BEGIN SELECT RAISE(ABORT,'ledger: item_returned: what was written is never changed or deleted');
END;
CREATE TRIGGER item_returned_stays BEFORE DELETE ON item_returned BEGIN SELECT RAISE(ABORT,'ledger: item_returned: what was written is never changed or deleted');
END;
CREATE TRIGGER bank_deposit_is_kept BEFORE UPDATE ON bank_deposit BEGIN SELECT RAISE(ABORT,'ledger: bank_deposit: what was written is never changed or deleted');
END;
CREATE TRIGGER bank_deposit_stays BEFORE DELETE ON bank_deposit BEGIN SELECT RAISE(ABORT,'ledger: bank_deposit: what was written is never changed or deleted');
END;
CREATE TRIGGER bank_item_is_kept BEFORE UPDATE ON bank_item BEGIN SELECT RAISE(ABORT,'ledger: bank_item: what was written is never changed or deleted');
END;
CREATE TRIGGER bank_item_stays BEFORE DELETE ON bank_item BEGIN SELECT RAISE(ABORT,'ledger: bank_item: what was written is never changed or deleted');
END;
CREATE TRIGGER day_close_is_kept BEFORE UPDATE ON day_close BEGIN SELECT RAISE(ABORT,'ledger: day_close: what was written is never changed or deleted');
END;
CREATE TRIGGER day_close_stays BEFORE DELETE ON day_close BEGIN SELECT RAISE(ABORT,'ledger: day_close: what was written is never changed or deleted');
END;
CREATE TRIGGER taken_in_is_kept BEFORE UPDATE ON taken_in BEGIN SELECT RAISE(ABORT,'ledger: taken_in: what was written is never changed or deleted');
END;
CREATE TRIGGER taken_in_stays BEFORE DELETE ON taken_in BEGIN SELECT RAISE(ABORT,'ledger: taken_in: what was written is never changed or deleted');
END;
CREATE TRIGGER hold_is_kept BEFORE UPDATE ON hold BEGIN SELECT RAISE(ABORT,'ledger: hold: what was written is never changed or deleted');
END;
CREATE TRIGGER hold_stays BEFORE DELETE ON hold BEGIN SELECT RAISE(ABORT,'ledger: hold: what was written is never changed or deleted');
END;
CREATE TRIGGER hold_lifted_is_kept BEFORE UPDATE ON hold_lifted BEGIN SELECT RAISE(ABORT,'ledger: hold_lifted: what was written is never changed or deleted');
END;
CREATE TRIGGER hold_lifted_stays BEFORE DELETE ON hold_lifted BEGIN SELECT RAISE(ABORT,'ledger: hold_lifted: what was written is never changed or deleted');
END;
CREATE TRIGGER note_is_kept BEFORE UPDATE ON note BEGIN SELECT RAISE(ABORT,'ledger: note: what was written is never changed or deleted');
END;
CREATE TRIGGER note_stays BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT,'ledger: note: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_is_kept BEFORE UPDATE ON pledge BEGIN SELECT RAISE(ABORT,'ledger: pledge: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_stays BEFORE DELETE ON pledge BEGIN SELECT RAISE(ABORT,'ledger: pledge: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_received_is_kept BEFORE UPDATE ON pledge_received BEGIN SELECT RAISE(ABORT,'ledger: pledge_received: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_received_stays BEFORE DELETE ON pledge_received BEGIN SELECT RAISE(ABORT,'ledger: pledge_received: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_withdrawn_is_kept BEFORE UPDATE ON pledge_withdrawn BEGIN SELECT RAISE(ABORT,'ledger: pledge_withdrawn: what was written is never changed or deleted');
END;
CREATE TRIGGER pledge_withdrawn_stays BEFORE DELETE ON pledge_withdrawn BEGIN SELECT RAISE(ABORT,'ledger: pledge_withdrawn: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_is_kept BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT,'ledger: notice: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT,'ledger: notice: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_step_is_kept BEFORE UPDATE ON notice_step BEGIN SELECT RAISE(ABORT,'ledger: notice_step: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_step_stays BEFORE DELETE ON notice_step BEGIN SELECT RAISE(ABORT,'ledger: notice_step: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_state_is_kept BEFORE UPDATE OF notice_id, rowid, oid, _rowid_ ON notice_state BEGIN SELECT RAISE(ABORT,'ledger: notice_state: what was written is never changed or deleted');
END;
CREATE TRIGGER notice_state_stays BEFORE DELETE ON notice_state BEGIN SELECT RAISE(ABORT,'ledger: notice_state: what was written is never changed or deleted');
END;
CREATE TRIGGER channel_choice_is_kept BEFORE UPDATE ON channel_choice BEGIN SELECT RAISE(ABORT,'ledger: channel_choice: what was written is never changed or deleted');
END;
CREATE TRIGGER channel_choice_stays BEFORE DELETE ON channel_choice BEGIN SELECT RAISE(ABORT,'ledger: channel_choice: what was written is never changed or deleted');
END;
CREATE TRIGGER forecast_is_kept BEFORE UPDATE ON forecast BEGIN SELECT RAISE(ABORT,'ledger: forecast: what was written is never changed or deleted');
END;
CREATE TRIGGER forecast_stays BEFORE DELETE ON forecast BEGIN SELECT RAISE(ABORT,'ledger: forecast: what was written is never changed or deleted');
END;
CREATE TRIGGER arrival_is_kept BEFORE UPDATE ON arrival BEGIN SELECT RAISE(ABORT,'ledger: arrival: what was written is never changed or deleted');
END;
CREATE TRIGGER arrival_stays BEFORE DELETE ON arrival BEGIN SELECT RAISE(ABORT,'ledger: arrival: what was written is never changed or deleted');
END;
CREATE TRIGGER disconnect_list_is_kept BEFORE UPDATE ON disconnect_list BEGIN SELECT RAISE(ABORT,'ledger: disconnect_list: what was written is never changed or deleted');
END;
CREATE TRIGGER disconnect_list_stays BEFORE DELETE ON disconnect_list BEGIN SELECT RAISE(ABORT,'ledger: disconnect_list: what was written is never changed or deleted');
END;
CREATE TRIGGER list_let_go_is_kept BEFORE UPDATE ON list_let_go BEGIN SELECT RAISE(ABORT,'ledger: list_let_go: what was written is never changed or deleted');
END;
CREATE TRIGGER list_let_go_stays BEFORE DELETE ON list_let_go BEGIN SELECT RAISE(ABORT,'ledger: list_let_go: what was written is never changed or deleted');
END;
CREATE TRIGGER list_row_is_kept BEFORE UPDATE ON list_row BEGIN SELECT RAISE(ABORT,'ledger: list_row: what was written is never changed or deleted');
END;
CREATE TRIGGER list_row_stays BEFORE DELETE ON list_row BEGIN SELECT RAISE(ABORT,'ledger: list_row: what was written is never changed or deleted');
END;
CREATE TRIGGER list_decision_is_kept BEFORE UPDATE ON list_decision BEGIN SELECT RAISE(ABORT,'ledger: list_decision: what was written is never changed or deleted');
END;
CREATE TRIGGER list_decision_stays BEFORE DELETE ON list_decision BEGIN SELECT RAISE(ABORT,'ledger: list_decision: what was written is never changed or deleted');
END;
CREATE TRIGGER switch_command_is_kept BEFORE UPDATE ON switch_command BEGIN SELECT RAISE(ABORT,'ledger: switch_command: what was written is never changed or deleted');
END;
CREATE TRIGGER switch_command_stays BEFORE DELETE ON switch_command BEGIN SELECT RAISE(ABORT,'ledger: switch_command: what was written is never changed or deleted');
END;
CREATE TRIGGER command_step_is_kept BEFORE UPDATE ON command_step BEGIN SELECT RAISE(ABORT,'ledger: command_step: what was written is never changed or deleted');
END;
CREATE TRIGGER command_step_stays BEFORE DELETE ON command_step BEGIN SELECT RAISE(ABORT,'ledger: command_step: what was written is never changed or deleted');
END;
CREATE TRIGGER command_state_is_kept BEFORE UPDATE OF command_id, rowid, oid, _rowid_ ON command_state BEGIN SELECT RAISE(ABORT,'ledger: command_state: what was written is never changed or deleted');
END;
CREATE TRIGGER command_state_stays BEFORE DELETE ON command_state BEGIN SELECT RAISE(ABORT,'ledger: command_state: what was written is never changed or deleted');
END;
CREATE TRIGGER switch_step_is_kept BEFORE UPDATE ON switch_step BEGIN SELECT RAISE(ABORT,'ledger: switch_step: what was written is never changed or deleted');
END;
CREATE TRIGGER switch_step_stays BEFORE DELETE ON switch_step BEGIN SELECT RAISE(ABORT,'ledger: switch_step: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_is_kept BEFORE UPDATE ON attention BEGIN SELECT RAISE(ABORT,'ledger: attention: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_stays BEFORE DELETE ON attention BEGIN SELECT RAISE(ABORT,'ledger: attention: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_cleared_is_kept BEFORE UPDATE ON attention_cleared BEGIN SELECT RAISE(ABORT,'ledger: attention_cleared: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_cleared_stays BEFORE DELETE ON attention_cleared BEGIN SELECT RAISE(ABORT,'ledger: attention_cleared: what was written is never changed or deleted');
END;
CREATE TRIGGER awaited_payment_is_kept BEFORE UPDATE ON awaited_payment BEGIN SELECT RAISE(ABORT,'ledger: awaited_payment: what was written is never changed or deleted');
END;
CREATE TRIGGER awaited_payment_stays BEFORE DELETE ON awaited_payment BEGIN SELECT RAISE(ABORT,'ledger: awaited_payment: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_decided_is_kept BEFORE UPDATE ON attention_decided BEGIN SELECT RAISE(ABORT,'ledger: attention_decided: what was written is never changed or deleted');
END;
CREATE TRIGGER attention_decided_stays BEFORE DELETE ON attention_decided BEGIN SELECT RAISE(ABORT,'ledger: attention_decided: what was written is never changed or deleted');
END;
CREATE TRIGGER doubt_is_kept BEFORE UPDATE ON doubt BEGIN SELECT RAISE(ABORT,'ledger: doubt: what was written is never changed or deleted');
END;
CREATE TRIGGER doubt_stays BEFORE DELETE ON doubt BEGIN SELECT RAISE(ABORT,'ledger: doubt: what was written is never changed or deleted');
END;
CREATE TRIGGER doubt_over_is_kept BEFORE UPDATE ON doubt_over BEGIN SELECT RAISE(ABORT,'ledger: doubt_over: what was written is never changed or deleted');
END;
CREATE TRIGGER doubt_over_stays BEFORE DELETE ON doubt_over BEGIN SELECT RAISE(ABORT,'ledger: doubt_over: what was written is never changed or deleted');
END;
CREATE TRIGGER cycle_run_is_kept BEFORE UPDATE ON cycle_run BEGIN SELECT RAISE(ABORT,'ledger: cycle_run: what was written is never changed or deleted');
END;
CREATE TRIGGER cycle_run_stays BEFORE DELETE ON cycle_run BEGIN SELECT RAISE(ABORT,'ledger: cycle_run: what was written is never changed or deleted');
END;
CREATE TRIGGER document_is_kept BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT,'ledger: document: what was written is never changed or deleted');
END;
CREATE TRIGGER document_stays BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT,'ledger: document: what was written is never changed or deleted');
END;
CREATE TRIGGER search_account_is_kept BEFORE UPDATE OF account_id, rowid, oid, _rowid_ ON search_account BEGIN SELECT RAISE(ABORT,'ledger: search_account: what was written is never changed or deleted');
END;
CREATE TRIGGER search_account_stays BEFORE DELETE ON search_account BEGIN SELECT RAISE(ABORT,'ledger: search_account: what was written is never changed or deleted');
END;
CREATE TRIGGER search_word_is_kept BEFORE UPDATE OF gram, place, account_id, word ON search_word BEGIN SELECT RAISE(ABORT,'ledger: search_word: what was written is never changed or deleted');
END;
CREATE TRIGGER balance_starts_at_zero BEFORE INSERT ON balance WHEN NEW.cents<>0 OR NEW.seq<>0 OR NEW.last_act<>0
  OR EXISTS(SELECT 1 FROM balance WHERE ledger_account_id=NEW.ledger_account_id) BEGIN SELECT RAISE(ABORT,'ledger: a balance starts at zero, once');
END;
CREATE TRIGGER balance_moves_by_a_seal BEFORE UPDATE ON balance WHEN NEW.seq<=OLD.seq OR NEW.last_act<=OLD.last_act
  OR NEW.last_act<>COALESCE((SELECT max(act_id) FROM seal),0)+1 BEGIN SELECT RAISE(ABORT,'ledger: a balance is moved by a seal, once');
END;
