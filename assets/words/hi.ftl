# हिन्दी। Every key stands in all three files; amounts and dates arrive already written.

app-name = SmartKhata
skip-to-content = सीधे काम पर जाएँ

## Doing
do-save = सेव करें
do-cancel = रहने दें
do-close = बंद करें
do-back = पीछे
do-next = आगे
do-undo = वापस लें
do-share = भेजें
do-print = प्रिंट
do-add = जोड़ें
do-remove = हटाएँ
do-change = बदलें
do-clear = साफ़ करें
do-retry = फिर कोशिश करें
do-done = हो गया
do-search = खोजें
do-open = खोलें
do-more = और दिखाएँ
do-correct = सुधारें
do-pdf = PDF लें
do-whatsapp = WhatsApp
do-call = फ़ोन करें
do-remind = याद दिलाएँ
do-choose = चुनें
do-start = शुरू करें
waiting = एक पल…
saved = सेव हुआ
undone = वापस लिया
nothing-found = कुछ नहीं मिला
optional = ज़रूरी नहीं
or = या
yes = हाँ
no = नहीं
all = सब
today = आज
yesterday = कल
other-day = दूसरा दिन
days-ago = { $days ->
    [0] आज
    [one] { $days } दिन
   *[other] { $days } दिन
  }
copied = कॉपी हुआ
not-shown = सूची यहाँ ख़त्म
number-of-bills = { $count ->
    [one] { $count } बिल
   *[other] { $count } बिल
  }
number-of-items = { $count ->
    [one] { $count } सामान
   *[other] { $count } सामान
  }
number-of-parties = { $count ->
    [one] { $count } ग्राहक
   *[other] { $count } ग्राहक
  }

## Khata: who owes whom
gave = उधार दिया
got = जमा मिला
gave-button = उधार दिया
got-button = जमा मिला
youll-get = आपको मिलेंगे
youll-give = आपको देने हैं
advance = एडवांस जमा
settled = हिसाब बराबर
owes-you = से लेने हैं
you-owe = को देने हैं
money-in = आया
money-out = गया

## Going round
nav-home = होम
nav-khata = खाता
nav-bill = बिल
nav-counter = काउंटर
nav-bills = सारे बिल
nav-items = सामान
nav-payments = लेन-देन
nav-day-book = रोज़नामचा
nav-profit-loss = नफ़ा-नुक़सान
nav-reports = रिपोर्ट
nav-settings = सेटिंग
nav-more = और
nav-quick = झटपट
nav-main = मुख्य
quick-title = क्या करना है?
quick-bill = नया बिल
quick-gave = उधार दिया
quick-got = जमा मिला
quick-party = नया ग्राहक
quick-item = नया सामान
quick-guided = पूरा GST बिल

## First run
first-language = अपनी भाषा चुनें
first-shop = आपकी दुकान का नाम क्या है?
first-shop-hint = नाम बाद में बदल सकते हैं, बाक़ी जानकारी भी बाद में।
first-start = दुकान खोलें
first-welcome = बिल, खाता और स्टॉक। न अकाउंट चाहिए, न इंटरनेट।

## Home
home-today-sales = आज की बिक्री
home-today-received = आज आए पैसे
home-recent = हाल के बिल
home-new-bill = नया बिल
home-no-bills = अभी कोई बिल नहीं
home-no-bills-hint = पहला बिल बनाएँ: सामान का नाम लिखें या स्कैन करें, पैसे लें, बस।
home-dues = सबसे पुराना उधार

## Bill and counter
bill-one-box = स्कैन, नाम, कोड, दाम या फ़ोन
bill-one-box-hint = 3* मात्रा · *45 खुला दाम · ₹20 का सामान · 10 अंक ग्राहक
bill-lines = सामान की सूची
bill-no-lines = पहला सामान स्कैन करें या लिखें
bill-no-lines-phone = पहला सामान जोड़ें
bill-item = सामान
bill-quantity = मात्रा
bill-price = दाम
bill-discount = छूट
bill-discount-percent = छूट %
bill-discount-amount = छूट ₹
bill-discount-line = इस सामान पर छूट
bill-discount-bill = पूरे बिल पर छूट
bill-amount = रक़म
bill-tax = टैक्स
bill-tax-rate = GST %
bill-taxable = टैक्स योग्य मूल्य
bill-cgst = CGST
bill-sgst = SGST
bill-utgst = UTGST
bill-igst = IGST
bill-cess = सेस
bill-round-off = पैसे बराबर
bill-total = कुल
bill-subtotal = सामान
bill-charges = दूसरे ख़र्च
bill-charge-name = ख़र्च
bill-paid = मिला
bill-due = बाक़ी
bill-change = छुट्टा
bill-received = मिले
bill-customer = ग्राहक
bill-customer-none = नक़द ग्राहक
bill-customer-choose = ग्राहक का नाम या फ़ोन
bill-customer-optional = ग्राहक, अगर चाहें
bill-customer-new = नया ग्राहक “{ $name }”
bill-customer-needed = पैसे कौन देगा? पहले ग्राहक चुनें।
bill-add-item = सामान जोड़ें
bill-open-item = खुला सामान
bill-open-item-sell = “{ $text }” को खुला सामान मानकर बेचें
bill-save-cash = नक़द
bill-save-upi = UPI
bill-save-card = कार्ड
bill-save-bank = बैंक
bill-save-cheque = चेक
bill-save-udhar = उधार
bill-save-split = बाँटकर
bill-save-exact = पूरा नक़द
bill-saved = बिल { $number } सेव हुआ · { $total }
bill-saved-change = बिल { $number } सेव हुआ · छुट्टा दें { $change }
bill-undone = बिल { $number } रद्द हुआ
bill-share-text = { $shop }: बिल { $number }, { $total }। धन्यवाद!
bill-hold = रोकें
bill-resume = रुके बिल
bill-held = बिल रोक दिया
bill-discard = बिल साफ़ करें
bill-discarded = बिल साफ़ हुआ
bill-date = तारीख़
bill-due-date = कब तक देना है
bill-number = नंबर
bill-place-of-supply = सप्लाई का राज्य
bill-note = नोट
bill-terms = शर्तें
bill-reverse-charge = रिवर्स चार्ज
bill-shipping = कहाँ भेजना है
bill-vehicle = गाड़ी नंबर
bill-order-number = ऑर्डर नंबर
bill-last = पिछला बिल
bill-unit = इकाई
bill-stock = स्टॉक
bill-mrp = MRP
bill-parallel = बिल { $number }
bill-new = नया बिल
bill-edit-line = सामान बदलें
bill-remove-line = सामान हटाएँ
bill-tax-included = टैक्स सहित दाम
bill-tax-excluded = टैक्स अलग से
bill-recover = एक अधूरा बिल रखा है
bill-customer-owes = { $amount } बाक़ी · { $days }
bill-customer-owes-plain = { $amount } बाक़ी
bill-unknown-code = “{ $code }” आपके सामान में नहीं है
bill-show-qr = UPI QR
bill-qr-hint = ग्राहक से कहें: स्कैन करके { $amount } दें
bill-qr-missing = QR दिखाने के लिए सेटिंग में UPI आईडी लिखें।
bill-qr-paid = पैसे आ गए
bill-type-tax-invoice = टैक्स इनवॉइस
bill-type-bill-of-supply = बिल ऑफ़ सप्लाई
bill-type-bill = बिल
bill-tender-notes = ग्राहक ने दिए
bill-below-cost = लागत से कम
bill-stock-short = सिर्फ़ { $stock } बचा है
bill-lines-count = { $count ->
    [one] { $count } सामान
   *[other] { $count } सामान
  }

## Keys
key-date = तारीख़
key-customer = ग्राहक
key-discount = छूट
key-hold = रोकें
key-udhar = उधार
key-upi = UPI
key-card = कार्ड
key-cash = नक़द
key-print = प्रिंट
key-new-item = नया सामान
key-undo = वापस
key-back = पीछे

## Guided bill
guided-title = पूरा GST बिल
guided-party = ग्राहक
guided-items = सामान
guided-charges = दूसरे ख़र्च
guided-details = जानकारी
guided-review = जाँचें
guided-save = बिल सेव करें
guided-step = 5 में से क़दम { $step }

## Bills
bills-title = बिल
bills-search = नंबर, नाम या फ़ोन
bills-none = यहाँ कोई बिल नहीं
bills-none-hint = जो बिल आप सेव करेंगे, वे यहाँ दिखेंगे।
bills-all = सब
bills-unpaid = बाक़ी
bills-paid = चुकता
bills-part-paid = कुछ बाक़ी
bills-overdue = समय बीता
bills-cancelled = रद्द
bills-today = आज
bills-this-month = इस महीने
bills-last-month = पिछले महीने
bills-this-year = इस साल
bills-cancel = बिल रद्द करें
bills-cancel-why = नंबर इस्तेमाल हुआ माना जाएगा; जो पैसे मिल चुके, वे एडवांस बनेंगे।
bills-cancelled-toast = बिल { $number } रद्द हुआ
bills-take-payment = पैसे लें
bills-status-paid = चुकता
bills-status-unpaid = बाक़ी
bills-status-part = कुछ बाक़ी
bills-status-cancelled = रद्द
bills-status-overdue = समय बीता
bills-from = कब से
bills-to = कब तक

## Khata list and party
khata-title = खाता
khata-search = नाम या फ़ोन
khata-all = सब
khata-due = बाक़ी
khata-overdue = पुराना बाक़ी
khata-advance = एडवांस
khata-suppliers = सप्लायर
khata-none = यहाँ अभी कोई नहीं
khata-none-hint = ग्राहक जोड़ें, फिर लिखें क्या दिया और क्या मिला।
khata-add = नया ग्राहक
khata-last-entry = पिछला { $days }
khata-add-named = “{ $name }” को जोड़ें
khata-number-pad = नंबर पैड
khata-letters = अक्षर
party-statement = हिसाब
party-entry-gave = दिया
party-entry-got = मिला
party-entry-bill = बिल { $number }
party-entry-payment = भुगतान
party-entry-opening = पुराना बाक़ी
party-entry-cancelled = रद्द
party-balance = बाक़ी
party-none = अभी कुछ नहीं लिखा
party-none-hint = नीचे लिखें क्या दिया या क्या मिला।
party-note = नोट
party-saved-gave = { $name }: { $amount } उधार दिया
party-saved-got = { $name }: { $amount } जमा मिला
party-name = नाम
party-phone = फ़ोन
party-gstin = GSTIN
party-address = पता
party-city = शहर
party-state = राज्य
party-pin = पिन कोड
party-email = ईमेल
party-pan = PAN
party-kind = ग्राहक या सप्लायर
party-customer = ग्राहक
party-supplier = सप्लायर
party-opening = पुराना बाक़ी
party-credit-limit = उधार की सीमा
party-over-limit = { $limit } की सीमा से ज़्यादा
party-edit = ग्राहक सुधारें
party-new = नया ग्राहक
party-details = जानकारी
party-remind-text = नमस्ते { $name }, { $shop } पर आपके { $amount } बाक़ी हैं। धन्यवाद!
party-statement-running = चलता बाक़ी
party-sample = नमूना

## Items
items-title = सामान
items-search = नाम, कोड या HSN
items-none = अभी कोई सामान नहीं
items-none-hint = जो सबसे ज़्यादा बिकता है वह जोड़ें; बाक़ी बिल बनाते समय भी जुड़ जाएगा।
items-add = नया सामान
items-edit = सामान सुधारें
items-low = कम स्टॉक
items-name = नाम
items-code = बारकोड या कोड
items-unit = इकाई
items-hsn = HSN या SAC
items-price = बेचने का दाम
items-price-includes-tax = दाम में टैक्स शामिल
items-purchase-price = ख़रीद का दाम
items-mrp = MRP
items-rate = GST दर
items-cess = सेस
items-stock = स्टॉक
items-opening-stock = अभी कितना है
items-low-at = इससे कम हो तो बताएँ
items-is-service = यह सेवा है
items-saved = { $name } सेव हुआ
items-track-stock = स्टॉक रखें
items-aliases = दूसरे नाम
items-in-stock = स्टॉक में { $stock }
items-archive = सामान छिपाएँ
items-archived = छिपा हुआ

## Payments
payments-title = लेन-देन
payments-none = अभी कोई लेन-देन नहीं
payments-none-hint = जो पैसे आते या जाते हैं, वे यहाँ दिखेंगे।
payments-in = आया
payments-out = दिया
payments-new = नया लेन-देन
payments-mode = कैसे
payments-mode-cash = नक़द
payments-mode-upi = UPI
payments-mode-card = कार्ड
payments-mode-bank = बैंक
payments-mode-cheque = चेक
payments-reference = रेफ़रेंस
payments-party = किससे या किसको
payments-for-bills = किन बिलों के लिए
payments-oldest-first = पुराना पहले
payments-by-choice = बिल चुनें
payments-advance = एडवांस रहेगा
payments-void = लेन-देन रद्द करें
payments-voided = लेन-देन रद्द हुआ
payments-saved = { $amount } लिखा गया

## Reports
day-book-title = रोज़नामचा
day-book-none = इस दिन कुछ नहीं
day-book-sales = बिक्री
day-book-received = आया
day-book-paid = दिया
day-book-on-khata = उधार
day-book-cash = नक़द
day-book-upi = UPI
day-book-other = दूसरे
day-book-previous = पिछला दिन
day-book-next = अगला दिन
pl-title = नफ़ा-नुक़सान
pl-sales = बिक्री
pl-returns = वापसी
pl-opening-stock = शुरू का स्टॉक
pl-purchases = ख़रीद
pl-closing-stock = आख़िर का स्टॉक
pl-cost = बिके माल की लागत
pl-gross = कुल नफ़ा
pl-expenses = ख़र्च
pl-income = दूसरी आमदनी
pl-net = शुद्ध नफ़ा
pl-net-loss = शुद्ध नुक़सान
pl-profit = नफ़ा
pl-loss = नुक़सान
pl-period = समय
pl-this-year = इस साल
pl-last-year = पिछले साल
pl-month = इस महीने
report-trial-balance = तलपट
report-debit = Dr
report-credit = Cr
report-account = खाता
report-balanced = दोनों तरफ़ बराबर
report-outstanding = किससे लेने हैं
report-age-0-30 = 0–30 दिन
report-age-31-60 = 31–60 दिन
report-age-61-90 = 61–90 दिन
report-age-over-90 = 90 दिन से ज़्यादा

## Settings
settings-title = सेटिंग
settings-shop = दुकान
settings-shop-name = दुकान का नाम
settings-legal-name = GST सर्टिफ़िकेट पर नाम
settings-owner = मालिक
settings-phone = फ़ोन
settings-email = ईमेल
settings-address = पता
settings-city = शहर
settings-state = राज्य
settings-pin = पिन कोड
settings-gstin = GSTIN
settings-gstin-hint = 15 अक्षर। दुकान GST में न हो तो ख़ाली छोड़ें।
settings-pan = PAN
settings-scheme = GST रजिस्ट्रेशन
settings-scheme-regular = नियमित
settings-scheme-composition = कंपोज़िशन
settings-scheme-unregistered = रजिस्टर्ड नहीं
settings-numbering = बिल नंबर
settings-series = सीरीज़
settings-series-hint = इस मशीन के हर नंबर के आगे लगती है, जैसे A।
settings-next-number = अगला बिल
settings-upi = UPI और बैंक
settings-upi-id = UPI आईडी
settings-upi-hint = जैसे naam@bank। इसी से हर बिल पर QR बनता है।
settings-upi-name = UPI ऐप में नाम
settings-bank-name = बैंक
settings-bank-account = खाता नंबर
settings-bank-ifsc = IFSC
settings-logo = लोगो
settings-logo-choose = फ़ोटो चुनें
settings-logo-remove = लोगो हटाएँ
settings-logo-hint = PNG, 1 MB तक। यह PDF में सबसे ऊपर छपता है।
settings-print = बिल पर क्या लिखा हो
settings-terms = बिल पर शर्तें
settings-signatory = किसके दस्तख़त
settings-look = रूप
settings-language = भाषा
settings-theme = उजला या गहरा
settings-theme-system = जैसा फ़ोन में है
settings-theme-light = उजला
settings-theme-dark = गहरा
settings-backup = बैकअप
settings-backup-now = अभी बैकअप लें
settings-backup-last = पिछला बैकअप { $when }
settings-backup-never = अभी कोई बैकअप नहीं
settings-backup-restore = फ़ाइल से वापस लाएँ
settings-backup-made = बैकअप बना: { $name }
settings-backup-hint = एक फ़ाइल में सारा हिसाब। पेन ड्राइव या दूसरे फ़ोन में रखें।
settings-books = बही
settings-books-verified = सारी { $count } एंट्री सही हैं
settings-verify = बही जाँचें
settings-round-off = बिल पूरे रुपये में
settings-accountant = मुनीम की भाषा (Dr/Cr)
settings-saved = सेटिंग सेव हुई

## Theme and language names
language-en = English
language-hi = हिन्दी
language-hi-Latn = Hinglish

## Keypad
keypad = नंबर के बटन
keypad-plus = जोड़
keypad-minus = घटाव
keypad-times = गुणा
keypad-delete = आख़िरी अंक मिटाएँ
keypad-clear = सब मिटाएँ
keypad-point = दशमलव
keypad-amount = रक़म

## When something is wrong
error-title = यह नहीं हो पाया
error-offline = दुकान की बही तक नहीं पहुँच पाए
error-offline-hint = क्या SmartKhata चालू है? आपका लिखा हुआ सुरक्षित है।
error-at-field = { $field }: { $sentence }
error-overflow = यह संख्या बही के लिए बहुत बड़ी है।
error-invalid_amount = यह रक़म नहीं है। ऐसे लिखें: 1,250.50।
error-invalid_quantity = यह मात्रा नहीं है। ऐसे लिखें: 2.5 या 10।
error-invalid_date = 2000 से 2099 के बीच ऐसा कोई दिन नहीं।
error-invalid_gstin = GSTIN ग़लत लिखा है। सर्टिफ़िकेट से 15 अक्षर मिलाएँ।
error-invalid_pan = PAN ग़लत लिखा है। ऐसा होता है: ABCDE1234F।
error-invalid_hsn = HSN या SAC में 4, 6 या 8 अंक होते हैं।
error-invalid_phone = यह फ़ोन नंबर नहीं है। मोबाइल में 10 अंक होते हैं।
error-invalid_upi = यह UPI आईडी नहीं है। ऐसी होती है: naam@bank।
error-invalid_state = ऐसा कोई राज्य नहीं।
error-invalid_rate = यह टैक्स की दर नहीं है।
error-invalid_pin = पिन कोड में 6 अंक होते हैं।
error-invalid_ifsc = IFSC ग़लत लिखा है। ऐसा होता है: SBIN0001234।
error-invalid_email = ईमेल ग़लत लिखा है।
error-required = इसे भरें।
error-too_long = यह बहुत लंबा है।
error-invalid_value = यह यहाँ नहीं चलेगा।
error-not_positive = यह शून्य से ज़्यादा होना चाहिए।
error-discount_too_large = छूट रक़म से ज़्यादा है।
error-empty_bill = पहले सामान जोड़ें।
error-too_many_lines = इस बिल में बहुत सामान है। दूसरा बिल बनाएँ।
error-customer_needed = कुछ पैसे बाक़ी हैं। ग्राहक चुनें जो देगा।
error-invalid_number = बिल नंबर में ज़्यादा से ज़्यादा 16 अक्षर, अंक, - और / चलते हैं।
error-over_allocated = बिल में इतना बाक़ी नहीं है।
error-already_cancelled = यह पहले ही रद्द है।
error-not_found = यह बही में नहीं है।
error-conflict = इस बीच यह बदल गया। फिर देखकर सेव करें।
error-no_shop = पहले दुकान का नाम लिखें।
error-shop_exists = दुकान पहले से बनी है।
error-unbalanced = दोनों तरफ़ बराबर नहीं हैं, इसलिए सेव नहीं हुआ।
error-unknown_request = SmartKhata का एक हिस्सा पुराना है। बंद करके फिर खोलें।
error-invalid_request = SmartKhata यह समझ नहीं पाया। जो लिखा है उसे जाँचें।
error-too_large = यह सेव करने के लिए बहुत बड़ा है।
error-folder_in_use = यह बही दूसरे SmartKhata में खुली है। यहाँ सिर्फ़ देख सकते हैं।
error-read_only = यह बही सिर्फ़ देखने के लिए खुली है।
error-newer_database = यह बही नए SmartKhata की है। इसे अपडेट करें।
error-corrupt_database = बही की फ़ाइल ख़राब है। उसे छेड़ा नहीं गया; बैकअप वापस लाएँ।
error-broken_chain = कोई पुरानी एंट्री बाहर से बदली गई है। बैकअप वापस लाएँ।
error-disk_full = डिस्क भरी है, कुछ सेव नहीं हुआ। जगह बनाकर फिर कोशिश करें।
error-storage = बही में लिख नहीं पाए। डिस्क देखें और फिर कोशिश करें।
error-invalid_backup = यह SmartKhata की बैकअप फ़ाइल नहीं है।
error-invalid_image = यह फ़ोटो नहीं चलेगी। 1 MB तक की PNG चुनें।
error-unauthorized = SmartKhata को उसके पूरे पते से खोलें जो शुरू में दिखा था।
error-forbidden = यह पेज यह बही नहीं खोल सकता।
error-internal = SmartKhata में गड़बड़ हुई। कुछ खोया नहीं; फिर कोशिश करें।
