# Hinglish. Every key stands in all three files; amounts and dates arrive already written.

app-name = SmartKhata
skip-to-content = Seedhe kaam par jaayein

## Doing
do-save = Save karein
do-cancel = Rehne dein
do-close = Band karein
do-back = Peeche
do-next = Aage
do-undo = Wapas lein
do-share = Bhejein
do-print = Print
do-add = Jodein
do-remove = Hatayein
do-change = Badlein
do-clear = Saaf karein
do-retry = Phir koshish karein
do-done = Ho gaya
do-search = Khojein
do-open = Kholein
do-more = Aur dikhayein
do-correct = Sudharein
do-pdf = PDF lein
do-whatsapp = WhatsApp
do-call = Phone karein
do-remind = Yaad dilayein
do-choose = Chunein
do-start = Shuru karein
waiting = Ek pal…
saved = Save hua
undone = Wapas liya
nothing-found = Kuch nahi mila
optional = zaroori nahi
or = ya
yes = Haan
no = Nahi
all = Sab
today = Aaj
yesterday = Kal
other-day = Doosra din
days-ago = { $days ->
    [0] aaj
    [one] { $days } din
   *[other] { $days } din
  }
copied = Copy hua
not-shown = List yahan khatam
number-of-bills = { $count ->
    [one] { $count } bill
   *[other] { $count } bill
  }
number-of-items = { $count ->
    [one] { $count } saaman
   *[other] { $count } saaman
  }
number-of-parties = { $count ->
    [one] { $count } grahak
   *[other] { $count } grahak
  }

## Khata: who owes whom
gave = Udhar diya
got = Jama mila
gave-button = Udhar diya
got-button = Jama mila
youll-get = Aapko milenge
youll-give = Aapko dene hain
advance = Advance jama
settled = Hisaab barabar
owes-you = se lene hain
you-owe = ko dene hain
money-in = aaya
money-out = gaya

## Going round
nav-home = Home
nav-khata = Khata
nav-bill = Bill
nav-counter = Counter
nav-bills = Saare bill
nav-items = Saaman
nav-payments = Len-den
nav-day-book = Roznamcha
nav-profit-loss = Nafa-nuksaan
nav-reports = Report
nav-settings = Settings
nav-more = Aur
nav-quick = Jhatpat
nav-main = Mukhya
quick-title = Kya karna hai?
quick-bill = Naya bill
quick-gave = Udhar diya
quick-got = Jama mila
quick-party = Naya grahak
quick-item = Naya saaman
quick-guided = Poora GST bill

## First run
first-language = Apni bhasha chunein
first-shop = Aapki dukaan ka naam kya hai?
first-shop-hint = Naam baad mein badal sakte hain, baaki jaankari bhi baad mein.
first-start = Dukaan kholein
first-welcome = Bill, khata aur stock. Na account chahiye, na internet.

## Home
home-today-sales = Aaj ki bikri
home-today-received = Aaj aaye paise
home-recent = Haal ke bill
home-new-bill = Naya bill
home-no-bills = Abhi koi bill nahi
home-no-bills-hint = Pehla bill banayein: saaman ka naam likhein ya scan karein, paise lein, bas.
home-dues = Sabse purana udhar

## Bill and counter
bill-one-box = Scan, naam, code, daam ya phone
bill-one-box-hint = 3* matra · *45 khula daam · ₹20 ka saaman · 10 ank grahak
bill-lines = Saaman ki list
bill-no-lines = Pehla saaman scan karein ya likhein
bill-no-lines-phone = Pehla saaman jodein
bill-item = Saaman
bill-quantity = Matra
bill-price = Daam
bill-discount = Chhoot
bill-discount-percent = Chhoot %
bill-discount-amount = Chhoot ₹
bill-discount-line = Is saaman par chhoot
bill-discount-bill = Poore bill par chhoot
bill-amount = Rakam
bill-tax = Tax
bill-tax-rate = GST %
bill-taxable = Taxable value
bill-cgst = CGST
bill-sgst = SGST
bill-utgst = UTGST
bill-igst = IGST
bill-cess = Cess
bill-round-off = Paise barabar
bill-total = Kul
bill-subtotal = Saaman
bill-charges = Doosre kharch
bill-charge-name = Kharch
bill-paid = Mila
bill-due = Baaki
bill-change = Chhutta
bill-received = Mile
bill-customer = Grahak
bill-customer-none = Nakad grahak
bill-customer-choose = Grahak ka naam ya phone
bill-customer-optional = Grahak, agar chahein
bill-customer-new = Naya grahak “{ $name }”
bill-customer-needed = Paise kaun dega? Pehle grahak chunein.
bill-add-item = Saaman jodein
bill-open-item = Khula saaman
bill-open-item-sell = “{ $text }” ko khula saaman maankar bechein
bill-save-cash = Cash
bill-save-upi = UPI
bill-save-card = Card
bill-save-bank = Bank
bill-save-cheque = Cheque
bill-save-udhar = Udhar
bill-save-split = Baantkar
bill-save-exact = Poora cash
bill-saved = Bill { $number } save hua · { $total }
bill-saved-change = Bill { $number } save hua · chhutta dein { $change }
bill-undone = Bill { $number } radd hua
bill-share-text = { $shop }: bill { $number }, { $total }. Dhanyavaad!
bill-hold = Rokein
bill-resume = Ruke bill
bill-held = Bill rok diya
bill-discard = Bill saaf karein
bill-discarded = Bill saaf hua
bill-date = Tareekh
bill-due-date = Kab tak dena hai
bill-number = Number
bill-place-of-supply = Supply ka rajya
bill-note = Note
bill-terms = Shartein
bill-reverse-charge = Reverse charge
bill-shipping = Kahan bhejna hai
bill-vehicle = Gaadi number
bill-order-number = Order number
bill-last = Pichhla bill
bill-unit = Unit
bill-stock = Stock
bill-mrp = MRP
bill-parallel = Bill { $number }
bill-new = Naya bill
bill-edit-line = Saaman badlein
bill-remove-line = Saaman hatayein
bill-tax-included = tax ke saath daam
bill-tax-excluded = tax alag se
bill-recover = Ek adhoora bill rakha hai
bill-customer-owes = { $amount } baaki · { $days }
bill-customer-owes-plain = { $amount } baaki
bill-unknown-code = “{ $code }” aapke saaman mein nahi hai
bill-show-qr = UPI QR
bill-qr-hint = Grahak se kahein: scan karke { $amount } dein
bill-qr-missing = QR dikhane ke liye settings mein UPI id likhein.
bill-qr-paid = Paise aa gaye
bill-type-tax-invoice = Tax invoice
bill-type-bill-of-supply = Bill of supply
bill-type-bill = Bill
bill-tender-notes = Grahak ne diye
bill-below-cost = laagat se kam
bill-stock-short = sirf { $stock } bacha hai
bill-lines-count = { $count ->
    [one] { $count } saaman
   *[other] { $count } saaman
  }

## Keys
key-date = Tareekh
key-customer = Grahak
key-discount = Chhoot
key-hold = Rokein
key-udhar = Udhar
key-upi = UPI
key-card = Card
key-cash = Cash
key-print = Print
key-new-item = Naya saaman
key-undo = Wapas
key-back = Peeche

## Guided bill
guided-title = Poora GST bill
guided-party = Grahak
guided-items = Saaman
guided-charges = Doosre kharch
guided-details = Jaankari
guided-review = Jaanchein
guided-save = Bill save karein
guided-step = 5 mein se kadam { $step }

## Bills
bills-title = Bill
bills-search = Number, naam ya phone
bills-none = Yahan koi bill nahi
bills-none-hint = Jo bill aap save karenge, woh yahan dikhenge.
bills-all = Sab
bills-unpaid = Baaki
bills-paid = Chukta
bills-part-paid = Kuch baaki
bills-overdue = Samay beeta
bills-cancelled = Radd
bills-today = Aaj
bills-this-month = Is mahine
bills-last-month = Pichhle mahine
bills-this-year = Is saal
bills-cancel = Bill radd karein
bills-cancel-why = Number istemaal hua maana jaayega; jo paise mil chuke, woh advance banenge.
bills-cancelled-toast = Bill { $number } radd hua
bills-take-payment = Paise lein
bills-status-paid = Chukta
bills-status-unpaid = Baaki
bills-status-part = Kuch baaki
bills-status-cancelled = Radd
bills-status-overdue = Samay beeta
bills-from = Kab se
bills-to = Kab tak

## Khata list and party
khata-title = Khata
khata-search = Naam ya phone
khata-all = Sab
khata-due = Baaki
khata-overdue = Purana baaki
khata-advance = Advance
khata-suppliers = Supplier
khata-none = Yahan abhi koi nahi
khata-none-hint = Grahak jodein, phir likhein kya diya aur kya mila.
khata-add = Naya grahak
khata-last-entry = pichhla { $days }
khata-add-named = “{ $name }” ko jodein
khata-number-pad = Number pad
khata-letters = Akshar
party-statement = Hisaab
party-entry-gave = Diya
party-entry-got = Mila
party-entry-bill = Bill { $number }
party-entry-payment = Payment
party-entry-opening = Purana baaki
party-entry-cancelled = radd
party-balance = Baaki
party-none = Abhi kuch nahi likha
party-none-hint = Neeche likhein kya diya ya kya mila.
party-note = Note
party-saved-gave = { $name }: { $amount } udhar diya
party-saved-got = { $name }: { $amount } jama mila
party-name = Naam
party-phone = Phone
party-gstin = GSTIN
party-address = Pata
party-city = Sheher
party-state = Rajya
party-pin = PIN code
party-email = E-mail
party-pan = PAN
party-kind = Grahak ya supplier
party-customer = Grahak
party-supplier = Supplier
party-opening = Purana baaki
party-credit-limit = Udhar ki seema
party-over-limit = { $limit } ki seema se zyada
party-edit = Grahak sudharein
party-new = Naya grahak
party-details = Jaankari
party-remind-text = Namaste { $name }, { $shop } par aapke { $amount } baaki hain. Dhanyavaad!
party-statement-running = Chalta baaki
party-sample = Namoona

## Items
items-title = Saaman
items-search = Naam, code ya HSN
items-none = Abhi koi saaman nahi
items-none-hint = Jo sabse zyada bikta hai woh jodein; baaki bill banate samay bhi jud jaayega.
items-add = Naya saaman
items-edit = Saaman sudharein
items-low = Kam stock
items-name = Naam
items-code = Barcode ya code
items-unit = Unit
items-hsn = HSN ya SAC
items-price = Bechne ka daam
items-price-includes-tax = Daam mein tax shaamil
items-purchase-price = Khareed ka daam
items-mrp = MRP
items-rate = GST rate
items-cess = Cess
items-stock = Stock
items-opening-stock = Abhi kitna hai
items-low-at = Isse kam ho to batayein
items-is-service = Yeh service hai
items-saved = { $name } save hua
items-track-stock = Stock rakhein
items-aliases = Doosre naam
items-in-stock = Stock mein { $stock }
items-archive = Saaman chhupayein
items-archived = Chhupa hua

## Payments
payments-title = Len-den
payments-none = Abhi koi len-den nahi
payments-none-hint = Jo paise aate ya jaate hain, woh yahan dikhenge.
payments-in = Aaya
payments-out = Diya
payments-new = Naya len-den
payments-mode = Kaise
payments-mode-cash = Cash
payments-mode-upi = UPI
payments-mode-card = Card
payments-mode-bank = Bank
payments-mode-cheque = Cheque
payments-reference = Reference
payments-party = Kisse ya kisko
payments-for-bills = Kin bill ke liye
payments-oldest-first = Purana pehle
payments-by-choice = Bill chunein
payments-advance = Advance rahega
payments-void = Len-den radd karein
payments-voided = Len-den radd hua
payments-saved = { $amount } likha gaya

## Reports
day-book-title = Roznamcha
day-book-none = Is din kuch nahi
day-book-sales = Bikri
day-book-received = Aaya
day-book-paid = Diya
day-book-on-khata = Udhar
day-book-cash = Cash
day-book-upi = UPI
day-book-other = Doosre
day-book-previous = Pichhla din
day-book-next = Agla din
pl-title = Nafa-nuksaan
pl-sales = Bikri
pl-returns = Wapsi
pl-opening-stock = Shuru ka stock
pl-purchases = Khareed
pl-closing-stock = Aakhir ka stock
pl-cost = Bike maal ki laagat
pl-gross = Kul nafa
pl-expenses = Kharch
pl-income = Doosri aamdani
pl-net = Shuddh nafa
pl-net-loss = Shuddh nuksaan
pl-profit = nafa
pl-loss = nuksaan
pl-period = Samay
pl-this-year = Is saal
pl-last-year = Pichhle saal
pl-month = Is mahine
report-trial-balance = Talpat
report-debit = Dr
report-credit = Cr
report-account = Khata
report-balanced = Dono taraf barabar
report-outstanding = Kisse lene hain
report-age-0-30 = 0–30 din
report-age-31-60 = 31–60 din
report-age-61-90 = 61–90 din
report-age-over-90 = 90 din se zyada

## Settings
settings-title = Settings
settings-shop = Dukaan
settings-shop-name = Dukaan ka naam
settings-legal-name = GST certificate par naam
settings-owner = Maalik
settings-phone = Phone
settings-email = E-mail
settings-address = Pata
settings-city = Sheher
settings-state = Rajya
settings-pin = PIN code
settings-gstin = GSTIN
settings-gstin-hint = 15 akshar. Dukaan GST mein na ho to khaali chhodein.
settings-pan = PAN
settings-scheme = GST registration
settings-scheme-regular = Regular
settings-scheme-composition = Composition
settings-scheme-unregistered = Registered nahi
settings-numbering = Bill number
settings-series = Series
settings-series-hint = Is device ke har number ke aage lagti hai, jaise A.
settings-next-number = Agla bill
settings-upi = UPI aur bank
settings-upi-id = UPI id
settings-upi-hint = Jaise naam@bank. Isi se har bill par QR banta hai.
settings-upi-name = UPI app mein naam
settings-bank-name = Bank
settings-bank-account = Account number
settings-bank-ifsc = IFSC
settings-logo = Logo
settings-logo-choose = Photo chunein
settings-logo-remove = Logo hatayein
settings-logo-hint = PNG, 1 MB tak. Yeh PDF mein sabse upar chhapta hai.
settings-print = Bill par kya likha ho
settings-terms = Bill par shartein
settings-signatory = Kiske dastakhat
settings-look = Roop
settings-language = Bhasha
settings-theme = Ujla ya gehra
settings-theme-system = Jaisa device mein hai
settings-theme-light = Ujla
settings-theme-dark = Gehra
settings-backup = Backup
settings-backup-now = Abhi backup lein
settings-backup-last = Pichhla backup { $when }
settings-backup-never = Abhi koi backup nahi
settings-backup-restore = File se wapas layein
settings-backup-made = Backup bana: { $name }
settings-backup-hint = Ek file mein saara hisaab. Pen drive ya doosre phone mein rakhein.
settings-books = Bahi
settings-books-verified = Saari { $count } entry sahi hain
settings-verify = Bahi jaanchein
settings-round-off = Bill poore rupaye mein
settings-accountant = Muneem ki bhasha (Dr/Cr)
settings-saved = Settings save hui

## Theme and language names
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

## Keypad
keypad = Number ke button
keypad-plus = jod
keypad-minus = ghatav
keypad-times = guna
keypad-delete = Aakhri ank mitayein
keypad-clear = Sab mitayein
keypad-point = Point
keypad-amount = Rakam

## When something is wrong
error-title = Yeh nahi ho paaya
error-offline = Dukaan ki bahi tak nahi pahunch paaye
error-offline-hint = Kya SmartKhata chaalu hai? Aapka likha hua surakshit hai.
error-at-field = { $field }: { $sentence }
error-overflow = Yeh number bahi ke liye bahut bada hai.
error-invalid_amount = Yeh rakam nahi hai. Aise likhein: 1,250.50.
error-invalid_quantity = Yeh matra nahi hai. Aise likhein: 2.5 ya 10.
error-invalid_date = 2000 se 2099 ke beech aisa koi din nahi.
error-invalid_gstin = GSTIN galat likha hai. Certificate se 15 akshar milayein.
error-invalid_pan = PAN galat likha hai. Aisa hota hai: ABCDE1234F.
error-invalid_hsn = HSN ya SAC mein 4, 6 ya 8 ank hote hain.
error-invalid_phone = Yeh phone number nahi hai. Mobile mein 10 ank hote hain.
error-invalid_upi = Yeh UPI id nahi hai. Aisi hoti hai: naam@bank.
error-invalid_state = Aisa koi rajya nahi.
error-invalid_rate = Yeh tax ka rate nahi hai.
error-invalid_pin = PIN code mein 6 ank hote hain.
error-invalid_ifsc = IFSC galat likha hai. Aisa hota hai: SBIN0001234.
error-invalid_email = E-mail galat likha hai.
error-required = Ise bharein.
error-too_long = Yeh bahut lamba hai.
error-invalid_value = Yeh yahan nahi chalega.
error-not_positive = Yeh zero se zyada hona chahiye.
error-discount_too_large = Chhoot rakam se zyada hai.
error-empty_bill = Pehle saaman jodein.
error-too_many_lines = Is bill mein bahut saaman hai. Doosra bill banayein.
error-customer_needed = Kuch paise baaki hain. Grahak chunein jo dega.
error-invalid_number = Bill number mein zyada se zyada 16 akshar, ank, - aur / chalte hain.
error-over_allocated = Bill mein itna baaki nahi hai.
error-already_cancelled = Yeh pehle hi radd hai.
error-not_found = Yeh bahi mein nahi hai.
error-conflict = Is beech yeh badal gaya. Phir dekhkar save karein.
error-no_shop = Pehle dukaan ka naam likhein.
error-shop_exists = Dukaan pehle se bani hai.
error-unbalanced = Dono taraf barabar nahi hain, isliye save nahi hua.
error-unknown_request = SmartKhata ka ek hissa purana hai. Band karke phir kholein.
error-invalid_request = SmartKhata yeh samajh nahi paaya. Jo likha hai use jaanchein.
error-too_large = Yeh save karne ke liye bahut bada hai.
error-folder_in_use = Yeh bahi doosre SmartKhata mein khuli hai. Yahan sirf dekh sakte hain.
error-read_only = Yeh bahi sirf dekhne ke liye khuli hai.
error-newer_database = Yeh bahi naye SmartKhata ki hai. Ise update karein.
error-corrupt_database = Bahi ki file kharab hai. Use chheda nahi gaya; backup wapas layein.
error-broken_chain = Koi purani entry bahar se badli gayi hai. Backup wapas layein.
error-disk_full = Disk bhari hai, kuch save nahi hua. Jagah banakar phir koshish karein.
error-storage = Bahi mein likh nahi paaye. Disk dekhein aur phir koshish karein.
error-invalid_backup = Yeh SmartKhata ki backup file nahi hai.
error-invalid_image = Yeh photo nahi chalegi. 1 MB tak ki PNG chunein.
error-unauthorized = SmartKhata ko uske poore address se kholein jo shuru mein dikha tha.
error-forbidden = Yeh page yeh bahi nahi khol sakta.
error-internal = SmartKhata mein gadbad hui. Kuch khoya nahi; phir koshish karein.
