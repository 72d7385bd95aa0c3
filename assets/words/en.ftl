# English. Every key stands in all three files; amounts and dates arrive already written.

app-name = SmartKhata
skip-to-content = Skip to content

## Doing
do-save = Save
do-cancel = Cancel
do-close = Close
do-back = Back
do-next = Next
do-undo = Undo
do-share = Share
do-print = Print
do-add = Add
do-remove = Remove
do-change = Change
do-clear = Clear
do-retry = Try again
do-done = Done
do-search = Search
do-open = Open
do-more = Show more
do-correct = Correct
do-pdf = Get PDF
do-whatsapp = WhatsApp
do-call = Call
do-remind = Remind
do-choose = Choose
do-start = Start
waiting = One moment…
saved = Saved
undone = Undone
nothing-found = Nothing found
optional = optional
or = or
yes = Yes
no = No
all = All
today = Today
yesterday = Yesterday
other-day = Another day
days-ago = { $days ->
    [0] today
    [one] { $days } day
   *[other] { $days } days
  }
copied = Copied
not-shown = The list ends here
number-of-bills = { $count ->
    [one] { $count } bill
   *[other] { $count } bills
  }
number-of-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
  }
number-of-parties = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
  }

## Khata: who owes whom
gave = You gave
got = You got
gave-button = You gave (credit)
got-button = You got (received)
youll-get = You'll get
youll-give = You'll give
advance = Advance
settled = Settled
owes-you = owes you
you-owe = you owe
money-in = in
money-out = out

## Going round
nav-home = Home
nav-khata = Khata
nav-bill = Bill
nav-counter = Counter
nav-bills = Bills
nav-items = Items
nav-payments = Payments
nav-day-book = Day book
nav-profit-loss = Profit and loss
nav-reports = Reports
nav-settings = Settings
nav-more = More
nav-quick = Quick
nav-main = Main
quick-title = What now?
quick-bill = New bill
quick-gave = You gave on credit
quick-got = You got money
quick-party = New customer
quick-item = New item
quick-guided = Detailed bill

## First run
first-language = Choose your language
first-shop = What is your shop called?
first-shop-hint = You can change this and add the rest later.
first-start = Open the shop
first-welcome = Bills, khata and stock. No account, no internet needed.

## Home
home-today-sales = Sold today
home-today-received = Received today
home-recent = Latest bills
home-new-bill = New bill
home-no-bills = No bills yet
home-no-bills-hint = Make the first one: name or scan an item, take the money, done.
home-dues = Oldest dues

## Bill and counter
bill-one-box = Scan, name, code, price or phone
bill-one-box-hint = 3* quantity · *45 open price · ₹20 by amount · 10 digits customer
bill-lines = Lines
bill-no-lines = Scan or type the first item
bill-no-lines-phone = Add the first item
bill-item = Item
bill-quantity = Quantity
bill-price = Price
bill-discount = Discount
bill-discount-percent = Discount %
bill-discount-amount = Discount ₹
bill-discount-line = Discount on this line
bill-discount-bill = Discount on the bill
bill-amount = Amount
bill-tax = Tax
bill-tax-rate = GST %
bill-taxable = Taxable value
bill-cgst = CGST
bill-sgst = SGST
bill-utgst = UTGST
bill-igst = IGST
bill-cess = Cess
bill-round-off = Round-off
bill-total = Total
bill-subtotal = Items
bill-charges = Charges
bill-charge-name = Charge
bill-paid = Paid
bill-due = Still due
bill-change = Change
bill-received = Received
bill-customer = Customer
bill-customer-none = Walk-in customer
bill-customer-choose = Name or phone of the customer
bill-customer-optional = Customer, if you like
bill-customer-new = New customer “{ $name }”
bill-customer-needed = Who will pay? Choose the customer first.
bill-add-item = Add item
bill-open-item = Open item
bill-open-item-sell = Sell “{ $text }” as an open item
bill-save-cash = Cash
bill-save-upi = UPI
bill-save-card = Card
bill-save-bank = Bank
bill-save-cheque = Cheque
bill-save-udhar = On khata
bill-save-split = Split
bill-save-exact = Cash, exact
bill-saved = Bill { $number } saved · { $total }
bill-saved-change = Bill { $number } saved · give back { $change }
bill-undone = Bill { $number } cancelled
bill-share-text = { $shop }: bill { $number }, { $total }. Thank you!
bill-hold = Hold
bill-resume = Held bills
bill-held = Bill put on hold
bill-discard = Clear the bill
bill-discarded = Bill cleared
bill-date = Date
bill-due-date = Pay by
bill-number = Number
bill-place-of-supply = Place of supply
bill-note = Note
bill-terms = Terms
bill-reverse-charge = Reverse charge
bill-shipping = Ship to
bill-vehicle = Vehicle number
bill-order-number = Order number
bill-last = Last bill
bill-unit = Unit
bill-stock = Stock
bill-mrp = MRP
bill-parallel = Bill { $number }
bill-new = New bill
bill-edit-line = Change line
bill-remove-line = Remove line
bill-tax-included = price with tax
bill-tax-excluded = price without tax
bill-recover = An unfinished bill is here
bill-customer-owes = { $amount } due · { $days }
bill-customer-owes-plain = { $amount } due
bill-unknown-code = “{ $code }” is not among your items
bill-show-qr = UPI QR
bill-qr-hint = Ask the customer to scan and pay { $amount }
bill-qr-missing = Put your UPI id in the settings to show a QR.
bill-qr-paid = Money has come
bill-type-tax-invoice = Tax invoice
bill-type-bill-of-supply = Bill of supply
bill-type-bill = Bill
bill-tender-notes = Customer gives
bill-below-cost = below cost
bill-stock-short = only { $stock } left
bill-lines-count = { $count ->
    [one] { $count } line
   *[other] { $count } lines
  }

## Keys
key-date = Date
key-customer = Customer
key-discount = Discount
key-hold = Hold
key-udhar = On khata
key-upi = UPI
key-card = Card
key-cash = Cash
key-print = Print
key-new-item = New item
key-undo = Undo
key-back = Back

## Guided bill
guided-title = Detailed bill
guided-party = Customer
guided-items = Items
guided-charges = Charges
guided-details = Details
guided-review = Check
guided-save = Save the bill
guided-step = Step { $step } of 5

## Bills
bills-title = Bills
bills-search = Number, name or phone
bills-none = No bills here
bills-none-hint = Bills that you save are listed here.
bills-all = All
bills-unpaid = Unpaid
bills-paid = Paid
bills-part-paid = Part paid
bills-overdue = Overdue
bills-cancelled = Cancelled
bills-today = Today
bills-this-month = This month
bills-last-month = Last month
bills-this-year = This year
bills-cancel = Cancel the bill
bills-cancel-why = The number stays used; money already paid becomes an advance.
bills-cancelled-toast = Bill { $number } cancelled
bills-take-payment = Take payment
bills-status-paid = Paid
bills-status-unpaid = Unpaid
bills-status-part = Part paid
bills-status-cancelled = Cancelled
bills-status-overdue = Overdue
bills-from = From
bills-to = To

## Khata list and party
khata-title = Khata
khata-search = Name or phone
khata-all = All
khata-due = Due
khata-overdue = Overdue
khata-advance = Advance
khata-suppliers = Suppliers
khata-none = No one here yet
khata-none-hint = Add a customer, then note what you gave and got.
khata-add = New customer
khata-last-entry = last { $days }
khata-add-named = Add “{ $name }”
khata-number-pad = Number pad
khata-letters = Letters
party-statement = Statement
party-entry-gave = Gave
party-entry-got = Got
party-entry-bill = Bill { $number }
party-entry-payment = Payment
party-entry-opening = Opening balance
party-entry-cancelled = cancelled
party-balance = Balance
party-none = No entries yet
party-none-hint = Note what you gave or got below.
party-note = Note
party-saved-gave = { $name }: you gave { $amount }
party-saved-got = { $name }: you got { $amount }
party-name = Name
party-phone = Phone
party-gstin = GSTIN
party-address = Address
party-city = City
party-state = State
party-pin = PIN code
party-email = E-mail
party-pan = PAN
party-kind = Customer or supplier
party-customer = Customer
party-supplier = Supplier
party-opening = Opening balance
party-credit-limit = Credit limit
party-over-limit = over the limit of { $limit }
party-edit = Edit customer
party-new = New customer
party-details = Details
party-remind-text = Namaste { $name }, { $amount } is due at { $shop }. Thank you!
party-statement-running = Running balance
party-sample = Sample

## Items
items-title = Items
items-search = Name, code or HSN
items-none = No items yet
items-none-hint = Add what you sell most; the rest can be named while billing.
items-add = New item
items-edit = Edit item
items-low = Low stock
items-name = Name
items-code = Barcode or code
items-unit = Unit
items-hsn = HSN or SAC
items-price = Selling price
items-price-includes-tax = Price includes tax
items-purchase-price = Buying price
items-mrp = MRP
items-rate = GST rate
items-cess = Cess
items-stock = Stock
items-opening-stock = Stock now
items-low-at = Warn below
items-is-service = This is a service
items-saved = { $name } saved
items-track-stock = Keep stock
items-aliases = Other names
items-in-stock = { $stock } in stock
items-archive = Hide the item
items-archived = Hidden

## Payments
payments-title = Payments
payments-none = No payments yet
payments-none-hint = Money that comes in or goes out is listed here.
payments-in = Received
payments-out = Paid out
payments-new = New payment
payments-mode = How
payments-mode-cash = Cash
payments-mode-upi = UPI
payments-mode-card = Card
payments-mode-bank = Bank
payments-mode-cheque = Cheque
payments-reference = Reference
payments-party = From or to
payments-for-bills = For bills
payments-oldest-first = Oldest first
payments-by-choice = Choose bills
payments-advance = Stays as advance
payments-void = Cancel the payment
payments-voided = Payment cancelled
payments-saved = { $amount } noted

## Reports
day-book-title = Day book
day-book-none = Nothing on this day
day-book-sales = Sales
day-book-received = Received
day-book-paid = Paid out
day-book-on-khata = On khata
day-book-cash = Cash
day-book-upi = UPI
day-book-other = Other
day-book-previous = Day before
day-book-next = Day after
pl-title = Profit and loss
pl-sales = Sales
pl-returns = Returns
pl-opening-stock = Opening stock
pl-purchases = Purchases
pl-closing-stock = Closing stock
pl-cost = Cost of goods sold
pl-gross = Gross profit
pl-expenses = Expenses
pl-income = Other income
pl-net = Net profit
pl-net-loss = Net loss
pl-profit = profit
pl-loss = loss
pl-period = Period
pl-this-year = This year
pl-last-year = Last year
pl-month = This month
report-trial-balance = Trial balance
report-debit = Dr
report-credit = Cr
report-account = Account
report-balanced = The books balance
report-outstanding = Who owes you
report-age-0-30 = 0–30 days
report-age-31-60 = 31–60 days
report-age-61-90 = 61–90 days
report-age-over-90 = over 90 days

## Settings
settings-title = Settings
settings-shop = Shop
settings-shop-name = Shop name
settings-legal-name = Name on the GST certificate
settings-owner = Owner
settings-phone = Phone
settings-email = E-mail
settings-address = Address
settings-city = City
settings-state = State
settings-pin = PIN code
settings-gstin = GSTIN
settings-gstin-hint = 15 characters. Leave empty if the shop is not registered.
settings-pan = PAN
settings-scheme = GST registration
settings-scheme-regular = Regular
settings-scheme-composition = Composition
settings-scheme-unregistered = Not registered
settings-numbering = Bill numbers
settings-series = Series
settings-series-hint = Stands before each number of this device, such as A.
settings-next-number = Next bill
settings-upi = UPI and bank
settings-upi-id = UPI id
settings-upi-hint = Such as name@bank. It makes the QR on every bill.
settings-upi-name = Name at the UPI app
settings-bank-name = Bank
settings-bank-account = Account number
settings-bank-ifsc = IFSC
settings-logo = Logo
settings-logo-choose = Choose a picture
settings-logo-remove = Remove the logo
settings-logo-hint = PNG, up to 1 MB. It stands at the top of the PDF.
settings-print = What the bill says
settings-terms = Terms on the bill
settings-signatory = Signed by
settings-look = Look
settings-language = Language
settings-theme = Light or dark
settings-theme-system = As the device
settings-theme-light = Light
settings-theme-dark = Dark
settings-backup = Backup
settings-backup-now = Back up now
settings-backup-last = Last backup { $when }
settings-backup-never = No backup yet
settings-backup-restore = Restore from a file
settings-backup-made = Backup made: { $name }
settings-backup-hint = One file with all your books. Keep it on a pen drive or another phone.
settings-books = Books
settings-books-verified = All { $count } entries are in order
settings-verify = Check the books
settings-round-off = Round bills to the rupee
settings-accountant = Accountant's words (Dr/Cr)
settings-saved = Settings saved

## Theme and language names
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

## Keypad
keypad = Number keys
keypad-plus = plus
keypad-minus = minus
keypad-times = times
keypad-delete = Delete the last digit
keypad-clear = Clear all
keypad-point = Point
keypad-amount = Amount

## When something is wrong
error-title = That did not work
error-offline = The shop's books cannot be reached
error-offline-hint = Is SmartKhata still running? What you typed is kept.
error-at-field = { $field }: { $sentence }
error-overflow = This number is too large for the books.
error-invalid_amount = This is not an amount. Write it like 1,250.50.
error-invalid_quantity = This is not a quantity. Write it like 2.5 or 10.
error-invalid_date = There is no such day between 2000 and 2099.
error-invalid_gstin = This GSTIN is mistyped. Compare its 15 characters with the certificate.
error-invalid_pan = This PAN is mistyped. It looks like ABCDE1234F.
error-invalid_hsn = An HSN or SAC has 4, 6 or 8 digits.
error-invalid_phone = This is not a phone number. A mobile has 10 digits.
error-invalid_upi = This is not a UPI id. It looks like name@bank.
error-invalid_state = There is no such State.
error-invalid_rate = This is not a tax rate.
error-invalid_pin = A PIN code has 6 digits.
error-invalid_ifsc = This IFSC is mistyped. It looks like SBIN0001234.
error-invalid_email = This e-mail address is mistyped.
error-required = Please fill this in.
error-too_long = This is too long.
error-invalid_value = This cannot stand here.
error-not_positive = This has to be more than zero.
error-discount_too_large = The discount is larger than the amount.
error-empty_bill = Add an item first.
error-too_many_lines = This bill has too many lines. Make a second one.
error-customer_needed = Some of the bill is unpaid. Choose the customer who will pay.
error-invalid_number = A bill number has at most 16 letters, digits, - and /.
error-over_allocated = That is more than the bill still owes.
error-already_cancelled = This is cancelled already.
error-not_found = This is not in the books.
error-conflict = This was changed meanwhile. Look again, then save.
error-no_shop = Name your shop first.
error-shop_exists = The shop is already set up.
error-unbalanced = The two sides of this entry do not agree, so it was not saved.
error-unknown_request = This part of SmartKhata is older than the other. Please restart it.
error-invalid_request = SmartKhata did not understand this. Please check what you typed.
error-too_large = This is too large to save.
error-folder_in_use = These books are open in another SmartKhata. Here you can only look.
error-read_only = These books are open for reading only.
error-newer_database = These books were written by a newer SmartKhata. Please update this one.
error-corrupt_database = The file of the books is damaged. It was left as it is; restore a backup.
error-broken_chain = An old entry has been altered outside SmartKhata. Restore a backup.
error-disk_full = The disk is full, so nothing was saved. Make room and try again.
error-storage = The books could not be written. Check the disk and try again.
error-invalid_backup = This file is not a SmartKhata backup.
error-invalid_image = This picture cannot be used. Choose a PNG of up to 1 MB.
error-unauthorized = Open SmartKhata with the full address that was printed at its start.
error-forbidden = This page may not open these books.
error-internal = A fault in SmartKhata. Nothing was lost; please try again.
