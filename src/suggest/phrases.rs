//! Phrases by which the furniture of pages is known, in several languages.
//!
//! A list of rules: `=words` is a whole line, `^words` its beginning, `~words` stands anywhere in a short line, anything else
//! in any line. Lines are
//! compared in lower case and normal form. No phrase decides anything by itself; it is one thing that speaks for a cut.

use crate::model::recipe::Reason;

/// What a piece of furniture speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub(super) enum Says {
    Share,
    Newsletter,
    Related,
    Promotion,
    Footer,
    Navigation,
    Comments,
    Meta,
    Caption,
    Error,
    Biography,
}

impl Says {
    /// Why a recipe would cut it.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Share => Reason::Share,
            Self::Newsletter => Reason::Newsletter,
            Self::Related => Reason::Related,
            Self::Promotion => Reason::Promotion,
            Self::Footer => Reason::Footer,
            Self::Navigation => Reason::Navigation,
            // What readers say has no reason of its own.
            Self::Comments | Self::Meta => Reason::Meta,
            Self::Caption => Reason::Caption,
            Self::Error => Reason::Error,
            Self::Biography => Reason::Biography,
        }
    }
}

/// What furniture says, by the reason for which it would be cut.
const PHRASES: &[(Says, &[&str])] = &[
    (
        Says::Share,
        &[
            "=share", "^share this", "^share on", "^share via", "^share the ", "=tweet", "=facebook", "=twitter", "=email", "=e-mail",
            "=print", "=linkedin", "=whatsapp", "=pinterest", "=reddit", "=copy link", "=link copied", "=messenger", "=x", "=pocket",
            "=flipboard", "=telegram", "^follow us", "^follow @", "^email this", "^print this", "^click to share", "^connect with us",
            "^find us on", "=like", "=save", "=bookmark", "=gift article", "share this selection", "=weixin", "=weibo",
            "=teilen", "^artikel teilen", "=drucken", "=merken", "^folgen sie uns", "^auf facebook", "=partager", "^partager ",
            "=imprimer", "^suivez-nous", "=envoyer", "=compartir", "^compartir ", "=imprimir", "^síguenos", "=condividi", "=stampa",
            "=compartilhar", "=partilhar", "=delen", "=поделиться", "^поделиться", "=печать", "=分享", "^分享到", "^分享至", "=转发",
            "=打印", "=收藏", "=複製連結", "=シェア", "^シェアする", "=ツイート", "=印刷", "=مشاركة", "^شارك", "=طباعة", "=공유", "=공유하기",
            "=인쇄", "=paylaş", "=udostępnij", "=dela",
        ],
    ),
    (
        Says::Newsletter,
        &[
            "newsletter", "^sign up for", "^sign up to", "=sign up", "^subscribe to", "=subscribe", "=subscribe now", "^get the latest",
            "in your inbox", "to your inbox", "^enter your email", "your email address", "=thank you for subscribing",
            "subscribe for more", "^get our ", "daily briefing", "email alerts", "^join our mailing", "jetzt abonnieren", "jetzt anmelden",
            "e-mail-adresse", "=abonnieren", "s'abonner", "=abonnez-vous", "^inscrivez-vous", "votre adresse e-mail", "boletín",
            "^suscríbete", "=suscribirse", "correo electrónico", "^iscriviti", "=assine", "^inscreva-se", "^подпис", "рассылк", "订阅",
            "訂閱", "メールマガジン", "メルマガ", "=登録", "النشرة البريدية", "^اشترك", "구독", "뉴스레터", "e-bülten", "=prenumerera",
        ],
    ),
    (
        Says::Related,
        &[
            "^related", "^read more", "=more", "^more from", "^more on", "^more in", "^more stories", "^see also", "^also read", "^read also",
            "^read next", "=up next", "^you may also", "^you might also", "^recommended", "most read", "most popular", "^trending",
            "=popular", "^latest news", "=latest", "^top stories", "=editors' picks", "=editor's picks", "^what to read", "^in this topic",
            "^around the web", "^from the web", "^don't miss", "^also on", "^next article", "^previous article", "^previous post",
            "^next post", "^read the full", "^continue reading", "^keep reading", "^view all", "=see all", "=see more", "^load more",
            "^show more", "=topics", "^related topics", "^topics in this", "^mehr zum thema", "^mehr von", "^lesen sie auch", "^mehr lesen",
            "=meistgelesen", "^das könnte sie", "^auch interessant", "^weiterlesen", "^weitere artikel", "^zum thema", "^à lire aussi",
            "^lire aussi", "^sur le même sujet", "^les plus lus", "^en savoir plus", "^lire la suite", "^à lire", "^voir aussi",
            "^lee también", "^te puede interesar", "^más noticias", "^lo más leído", "^noticias relacionadas", "^leer más",
            "^también te", "^leggi anche", "^leia também", "^leia mais", "^mais lidas", "^lees ook", "^lees meer", "^читайте также",
            "^по теме", "^популярное", "^ещё по теме", "^相关", "^相關", "^延伸阅读", "^延伸閱讀", "^推荐阅读", "^推薦閱讀", "^更多", "^热门",
            "^熱門", "^猜你喜欢", "^上一篇", "^下一篇", "^関連", "^あわせて読みたい", "^おすすめ", "^人気", "^続きを読む", "^もっと見る",
            "^ランキング", "^اقرأ أيضا", "^إقرأ أيضا", "^مواضيع ذات", "^الأكثر قراءة", "^المزيد", "^관련", "^많이 본", "^추천", "^ilgili haber",
            "^zobacz także", "^czytaj także", "^läs också", "^läs mer",
        ],
    ),
    (
        Says::Promotion,
        &[
            "=advertisement", "^advertisement", "=ad", "=ads", "^sponsored", "=sponsor", "^promoted", "^paid content", "^partner content",
            "content from our partner", "^advertise with", "^story continues below", "article continues", "^start your free",
            "^free trial", "^already a subscriber", "^become a member", "^support us", "^donate", "^support our", "^download the app",
            "^get the app", "^buy now", "^shop now", "^learn more", "=anzeige", "=werbung", "^zum angebot", "=publicité", "^publicidad",
            "=pubblicità", "=publicidade", "=advertentie", "=реклама", "^广告", "^廣告", "^下载", "=広告", "=pr", "^スポンサー", "^إعلان",
            "=광고", "=reklam", "=reklama", "=annons",
        ],
    ),
    (
        Says::Footer,
        &[
            "©", "copyright", "all rights reserved", "^privacy", "privacy policy", "terms of use", "terms of service", "^terms and conditions",
            "^terms & conditions", "cookie", "=about us", "=about", "^contact us", "=contact", "=careers", "=jobs", "=help", "=faq",
            "^do not sell", "=accessibility", "=site map", "=sitemap", "=feedback", "=advertise", "=press", "^powered by", "^registered in",
            "^websites in our", "=impressum", "^datenschutz", "=agb", "=kontakt", "^über uns", "alle rechte vorbehalten",
            "^mentions légales", "tous droits réservés", "^politique de", "=qui sommes-nous", "^conditions générales", "^aviso legal",
            "todos los derechos", "^política de", "=quiénes somos", "^nota legale", "tutti i diritti", "todos os direitos", "все права",
            "^политика конф", "^о нас", "=контакты", "版权所有", "版權所有", "^关于我们", "^關於我們", "^联系我们", "隐私政策", "^京icp", "备案",
            "^沪icp", "無断転載", "^利用規約", "プライバシー", "^会社概要", "^お問い合わせ", "جميع الحقوق", "^من نحن", "^اتصل بنا", "سياسة الخصوصية",
            "무단 전재", "무단전재", "저작권자", "개인정보", "회사소개", "tüm hakları", "wszelkie prawa",
        ],
    ),
    (
        Says::Navigation,
        &[
            "^skip to", "^jump to", "=menu", "=home", "=search", "=close", "=back", "=next", "=previous", "=sections", "^log in", "^sign in",
            "=login", "=register", "=my account", "=back to top", "^return to", "=edition", "^toggle", "=news", "=world", "=politics",
            "=business", "=sports", "=sport", "=opinion", "=culture", "=technology", "=video", "=videos", "=photos", "=podcasts", "=english",
            "=español", "=français", "=deutsch", "=русский", "=中文", "=العربية", "=日本語", "=한국어", "^you are here", "=main menu",
            "=startseite", "^zum inhalt", "=anmelden", "=suche", "=zurück", "=weiter", "=accueil", "^aller au contenu", "=rechercher",
            "=connexion", "=inicio", "=portada", "^iniciar sesión", "=buscar", "=secciones", "=cerca", "=accedi", "=início", "=entrar",
            "=zoeken", "=inloggen", "=главная", "=поиск", "=войти", "=меню", "=首页", "=首頁", "=登录", "=登入", "=注册", "=搜索", "=搜尋",
            "^当前位置", "^您的位置", "=返回顶部", "=ホーム", "=ログイン", "=メニュー", "=検索", "^ページトップ", "=الرئيسية", "=بحث",
            "^تسجيل الدخول", "=القائمة", "=홈", "=로그인", "=검색", "=메뉴", "=ana sayfa", "=strona główna", "=hem",
        ],
    ),
    (
        Says::Comments,
        &[
            "~comment", "^leave a reply", "^join the conversation", "^join the discussion", "=reply", "=report", "=flag", "=report abuse",
            "=permalink", "^log in to comment", "~kommentar", "=antworten", "~commentaire", "^réagir", "=répondre", "=signaler", "~comentario",
            "=responder", "~commenti", "=rispondi", "=reageer", "~reacties", "~комментари", "=ответить", "~评论", "~評論", "=回复", "=回覆",
            "=举报", "~コメント", "=返信", "~تعليق", "=رد", "~댓글", "=답글", "~yorum", "~komentarz", "=odpowiedz", "=svara",
        ],
    ),
    (
        Says::Meta,
        &[
            "=tags", "^tags:", "^tagged", "^filed under", "^posted in", "^categories", "min read", "^last updated", "^updated", "^published",
            "^posted on", "^schlagworte", "^stand:", "^aktualisiert", "^veröffentlicht", "^publié le", "^mis à jour", "^etiquetas",
            "^publicado", "^actualizado", "^pubblicato", "^теги", "^责任编辑", "^責任編輯", "^编辑：", "^编辑:", "^来源", "^來源", "^标签",
            "^タグ", "^기사입력", "^입력", "^수정",
        ],
    ),
    (
        Says::Caption,
        &[
            "^photo:", "^photo by", "^photograph", "^image:", "^image credit", "^image source", "getty images", "^picture:", "^source: getty",
            "^credit:", "^caption", "=image caption", "/reuters", "(reuters", "/afp", "ap photo", "shutterstock", "^courtesy of", "^enlarge",
            "^view image", "^foto:", "^bild:", "^© ", "^crédit", "^photo ", "^imagen", "^fotografía", "^fotogalería", "^фото", "^图：",
            "^图片", "^圖片", "^图为", "^写真", "^画像", "^صورة", "^사진", "^fotoğraf",
        ],
    ),
    (
        Says::Error,
        &[
            "enable javascript", "javascript is disabled", "requires javascript", "browser is not supported", "^page not found",
            "^error loading", "=loading", "=loading...", "^please wait", "adblock", "ad blocker", "javascript aktivieren",
            "activer javascript", "habilitar javascript", "=javascript", "^video unavailable", "^this video", "^sorry, ",
        ],
    ),
    (
        Says::Biography,
        &[
            "^about the author", "=about the authors", "is a reporter", "is a staff writer", "is a senior editor", "is a journalist",
            "is the author of", "^follow him", "^follow her", "^über den autor", "^zur person", "^l'auteur", "^sobre el autor", "^об авторе",
            "^作者简介", "^関于作者", "^著者", "^نبذة عن", "is a fellow at", "is a professor of", "^more by this author", "^view profile",
        ],
    ),
];

/// What a line, in normal form and lower case, speaks of.
pub(super) fn spoken(line: &str) -> impl Iterator<Item = Says> {
    /// How many characters a short line has.
    const SHORT: usize = 40;
    let is_short = line.chars().count() <= SHORT;
    let fits = move |phrase: &&str| match phrase.as_bytes()[0] {
        b'=' => line.trim_end_matches([':', '.', '>', '»', ' ']) == &phrase[1..],
        b'^' => line.starts_with(&phrase[1..]),
        b'~' => is_short && line.contains(&phrase[1..]),
        _ => line.contains(*phrase),
    };
    PHRASES.iter().filter(move |(_, phrases)| phrases.iter().any(|phrase| fits(&phrase))).map(|(says, _)| *says)
}

/// Words with which names of authors begin.
const BY: &[&str] = &[
    "by ", "von ", "par ", "por ", "di ", "da ", "door ", "автор:", "автор ", "текст:", "作者：", "作者:", "文／", "文/", "记者", "記者",
    "文：", "بقلم", "كتب", "글 ", "기자 ", "av ",
];

/// Who a line that [`is_byline`] names: what stands behind the words that it begins with.
pub(super) fn author(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let by = BY.iter().find(|by| lower.starts_with(*by))?;
    // Some letters are of another length in lower case.
    let rest = line.get(by.len()..)?.trim_matches(|char: char| char.is_whitespace() || matches!(char, ':' | '：' | '|' | ','));
    let is_name = !rest.is_empty() && rest.chars().count() <= 60 && !rest.contains(char::is_numeric);
    is_name.then(|| rest.to_owned())
}

/// Whether a short line says who wrote the text.
pub(super) fn is_byline(line: &str) -> bool {
    line.chars().count() <= 80 && !line.ends_with(['.', '!', '?', '。', ':']) && BY.iter().any(|by| line.starts_with(by))
}

/// Beginnings of the names of months, by month, in the languages of the phrases.
const MONTHS: [&[&str]; 12] = [
    &["jan", "enero", "janv", "gennaio", "января", "يناير"],
    &["feb", "févr", "fevereiro", "febbraio", "февраля", "فبراير"],
    &["mar", "mär", "март", "مارس"],
    &["apr", "avr", "abr", "апрел", "أبريل"],
    &["may", "mai", "maggio", "mei", "мая", "مايو"],
    &["jun", "juin", "giugno", "июня", "يونيو"],
    &["jul", "juil", "luglio", "июля", "يوليو"],
    &["aug", "août", "ago", "августа", "أغسطس"],
    &["sep", "set", "сентября", "سبتمبر"],
    &["oct", "okt", "ott", "out", "октября", "أكتوبر"],
    &["nov", "ноября", "نوفمبر"],
    &["dec", "dez", "déc", "dic", "декабря", "ديسمبر"],
];

/// The month that a word in lower case names, from 1. Most names are no longer than ten letters, which keeps words out that
/// only begin so.
fn month(word: &str) -> Option<usize> {
    let is_name = |name: &&str| word.starts_with(*name) && word.chars().count() <= 10;
    MONTHS.iter().position(|names| names.iter().any(|name| is_name(&name))).map(|at| at + 1)
}

/// The day that a short line names, as EDTF, where it does so without doubt.
pub(super) fn day(line: &str) -> Option<String> {
    let words: Vec<&str> =
        line.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &str, least: u32, most: u32| -> Option<u32> {
        let digits = word.trim_end_matches(|char: char| !char.is_ascii_digit());
        digits.parse().ok().filter(|number| (least..=most).contains(number))
    };
    let year_at = words.iter().position(|word| word.len() == 4 && number(word, 1500, 2199).is_some());
    let [year, month, day] = if let Some((year, rest)) = line.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let (day, _) = rest.split_once('日')?;
        let year: String = year.chars().skip_while(|char| !char.is_ascii_digit()).collect();
        [number(year.trim(), 1500, 2199)?, number(month.trim(), 1, 12)?, number(day.trim(), 1, 31)?]
    } else if let Some(at) = words.iter().position(|word| month(word).is_some()) {
        let year = number(words[year_at?], 1500, 2199)?;
        // `August 25, 2020`, `25. März 2020`, `25 de marzo de 2020`.
        let beside = [at.checked_sub(1), at.checked_sub(2), Some(at + 1)].into_iter().flatten();
        let mut days = beside.filter_map(|at| words.get(at)).filter(|word| word.len() <= 4).filter_map(|word| number(word, 1, 31));
        [year, u32::try_from(month(words[at])?).ok()?, days.next()?]
    } else {
        // Of figures alone only those that begin with the year have one meaning.
        let at = year_at?;
        [number(words[at], 1500, 2199)?, number(words.get(at + 1)?, 1, 12)?, number(words.get(at + 2)?, 1, 31)?]
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Whether a short line is a date: a year or a day with digits, and hardly more.
pub(super) fn is_date(line: &str) -> bool {
    let length = line.chars().count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    if !(6..=60).contains(&length) || !(2..=14).contains(&digits) || line.ends_with(['!', '?', '。']) {
        return false;
    }
    let has_month = line.split(|char: char| !char.is_alphabetic()).any(|word| month(word).is_some());
    let is_numeric = line.chars().any(|char| matches!(char, '/' | '-' | '.' | '年' | '년'))
        && digits >= 6
        && line.chars().all(|char| !char.is_alphabetic() || matches!(char, '年' | '月' | '日' | '년' | '월' | '일' | 'T' | 't' | 'Z' | 'z' | 'g' | 'm'));
    let words = line.split_whitespace().count();
    is_numeric || (has_month && words <= 9) || (line.contains('年') && line.contains('月') && length <= 30)
}

#[cfg(test)]
mod tests {
    use super::{Says, day, is_byline, is_date, spoken};

    #[test]
    fn furniture_is_known_in_several_languages() {
        for (line, says) in [
            ("share this article", Says::Share),
            ("lesen sie auch:", Says::Related),
            ("tous droits réservés", Says::Footer),
            ("النشرة البريدية اليومية", Says::Newsletter),
            ("延伸阅读", Says::Related),
            ("広告", Says::Promotion),
            ("читайте также", Says::Related),
        ] {
            assert!(spoken(line).any(|spoken| spoken == says), "{line}");
        }
        assert_eq!(spoken("they share a border, and homes").count(), 0);
    }

    #[test]
    fn dates_and_names_of_authors_are_known() {
        for date in ["august 25, 2020", "2020-09-21", "25. märz 2020", "2020年9月21日", "le 3 avril 2013 à 10:20"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["in march 2020 the court decided that the order was void and had to be taken back", "no. 5", "may be"] {
            assert!(!is_date(other), "{other}");
        }
        for (line, expected) in [
            ("august 25, 2020", Some("2020-08-25")),
            ("25. märz 2020", Some("2020-03-25")),
            ("3 de abril de 2013, 10:20", Some("2013-04-03")),
            ("2020-09-21t10:00:00z", Some("2020-09-21")),
            ("发布时间：2020年9月21日", Some("2020-09-21")),
            ("09/10/2020", None),
            ("september 2020", None),
        ] {
            assert_eq!(day(line).as_deref(), expected, "{line}");
        }
        assert!(is_byline("by rita liao") && !is_byline("by the time it was over, nobody cared."));
    }
}
