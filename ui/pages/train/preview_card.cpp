#include "pages/train/preview_card.hpp"

#include "base/demi_bold.hpp"
#include "base/icon.hpp"
#include "base/quantity_text.hpp"
#include "base/theme.hpp"
#include "pages/train/fitting_text.hpp"
#include "widgets/column_mapping.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/number_box.hpp"
#include "widgets/secondary_label.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace dpl::ui {

namespace {

constexpr int leastSideHeight = 56;
constexpr qint64 readBefore = 8; // pairs, and so many from there on
constexpr qint64 readAtOnce = 32;

QString html(const QString& text, const QColor& colour)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>")
        .arg(colour.name(),
            text.trimmed()
                .toHtmlEscaped()
                .replace(QStringLiteral("\n\n"), QStringLiteral("<br>"))
                .replace(u'\n', QStringLiteral("<br>")));
}

} // namespace

PreviewCard::PreviewCard(QWidget* parent) : Card(tr("Preview"), parent)
{
    makeNavigation();
    m_facts = new SecondaryLabel;
    m_facts->setWordWrap(true);
    m_message = new SecondaryLabel;
    m_working = new QWidget;
    auto* working = new QVBoxLayout(m_working);
    auto* progress = new QProgressBar;
    progress->setRange(0, 0);
    progress->setTextVisible(false);
    progress->setFixedWidth(160);
    progress->setAccessibleName(tr("Reading"));
    working->addStretch(2);
    working->addWidget(m_message, 0, Qt::AlignHCenter);
    working->addWidget(progress, 0, Qt::AlignHCenter);
    working->addStretch(3);
    m_problem = new NoticeRow(Tone::bad);
    m_lookAgain = new QAction(tr("Look again"), this);
    m_lookAgain->setToolTip(tr("Read the dataset and the backbone again"));
    m_problem->addButton(m_lookAgain);
    connect(m_lookAgain, &QAction::triggered, this, &PreviewCard::lookAgainRequested);
    m_empty = new EmptyState(QStringLiteral("inspect"), tr("Nothing to preview yet"),
        tr("Pairs from the dataset appear here, with their lengths in the backbone's tokens."));
    connect(m_empty, &EmptyState::buttonClicked, this, &PreviewCard::buttonClicked);
    m_columns = new ColumnMapping;
    body()->addWidget(m_columns);
    body()->addWidget(m_searchRow);
    body()->addWidget(m_facts);
    body()->addWidget(m_working, 1);
    body()->addWidget(m_problem);
    body()->addWidget(m_empty, 1);
    makePair();
    body()->addStretch(0);
    setPreview(nullptr);
}

void PreviewCard::makeNavigation()
{
    const auto addButton = [this](const QString& iconName, const QString& text, int direction) {
        auto* button = new QToolButton;
        button->setIcon(icon(iconName));
        button->setAutoRaise(true);
        button->setToolTip(text);
        button->setAccessibleName(text);
        addBesideTitle(button);
        connect(button, &QToolButton::clicked, this, [this, direction] {
            if (const auto index = neighbour(direction)) {
                showPair(*index);
            }
        });
        return button;
    };
    m_previous = addButton(QStringLiteral("up"), tr("The previous pair, of those found"), -1);
    m_next = addButton(QStringLiteral("down"), tr("The next pair, of those found"), 1);
    m_number = new WholeNumberBox;
    m_number->setAccessibleName(tr("Pair"));
    m_number->setToolTip(tr("Which of the pairs to train on is shown"));
    m_number->setPrefix(tr("pair "));
    m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_number->setKeyboardTracking(false);
    addBesideTitle(m_number);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int number) { showPair(number - 1); });

    m_searchRow = new QWidget;
    auto* row = new QHBoxLayout(m_searchRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search in all pairs"));
    m_search->setAccessibleName(tr("Search in all pairs"));
    m_search->setToolTip(tr("Shows pairs that have this text in one of their sides; Return goes to the next one"));
    m_search->setClearButtonEnabled(true);
    m_found = new SecondaryLabel;
    m_found->hide();
    row->addWidget(m_search, 1);
    row->addWidget(m_found);
    m_searchingSoon.setSingleShot(true);
    m_searchingSoon.setInterval(300);
    connect(&m_searchingSoon, &QTimer::timeout, this, [this] { search(m_search->text()); });
    connect(m_search, &QLineEdit::textChanged, &m_searchingSoon, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, m_next, &QToolButton::click);
}

void PreviewCard::makePair()
{
    m_common = new FittingText(3);
    m_common->setAccessibleName(tr("What both sides begin with"));
    m_common->viewport()->setBackgroundRole(QPalette::AlternateBase);
    m_sides = new QWidget;
    auto* sides = new QHBoxLayout(m_sides);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(12);
    m_chosen = addSide(sides, tr("Chosen"));
    m_rejected = addSide(sides, tr("Rejected"));
    body()->addWidget(m_common, 2);
    body()->addWidget(m_sides, 3);
    QScrollBar* end = m_common->verticalScrollBar(); // where the sides go on
    connect(end, &QScrollBar::rangeChanged, end, [end](int, int maximum) { end->setValue(maximum); });
}

QTextEdit* PreviewCard::addSide(QLayout* sides, const QString& title)
{
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* label = new QLabel(title);
    label->setFont(demiBold(label->font()));
    auto* text = new QTextEdit;
    text->setReadOnly(true);
    text->setAccessibleName(title);
    text->document()->setDocumentMargin(FittingText::margin);
    text->setMinimumHeight(leastSideHeight);
    text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    column->addWidget(label);
    column->addWidget(text, 1);
    sides->addWidget(side);
    return text;
}

void PreviewCard::setPreview(std::shared_ptr<const training::DatasetPreview> preview)
{
    if (preview == m_preview && preview) {
        return; // the pair that is looked at stays
    }
    m_preview = std::move(preview);
    m_reading.cancel();
    m_searching.cancel();
    m_matches.reset();
    m_read = m_preview ? m_preview->firstPairs : std::vector<training::PreviewedPair>();
    const bool any = !m_read.empty();
    for (QWidget* widget :
        {static_cast<QWidget*>(m_number), static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next), m_sides,
            m_searchRow, static_cast<QWidget*>(m_common), static_cast<QWidget*>(m_facts)}) {
        widget->setVisible(any);
    }
    m_working->hide();
    m_problem->setText({});
    m_empty->hide();
    if (any) {
        const QSignalBlocker blocker(m_number);
        m_number->setRange(1, int(std::min<qint64>(m_preview->pairs->count(), std::numeric_limits<int>::max())));
        m_number->setSuffix(tr(" of %1").arg(groupedText(m_preview->pairs->count())));
        showPair(std::min<qint64>(m_shown, m_preview->pairs->count() - 1));
        search(m_search->text());
    }
}

void PreviewCard::setMessage(const QString& sentence)
{
    setPreview(nullptr);
    m_message->setText(sentence);
    m_working->show();
}

void PreviewCard::setProblem(const QString& sentence, bool canLookAgain)
{
    setPreview(nullptr);
    m_problem->setText(sentence);
    m_lookAgain->setVisible(canLookAgain);
}

void PreviewCard::ask(const QString& button)
{
    setPreview(nullptr);
    m_empty->setButton(button);
    m_empty->show();
}

const training::PreviewedPair* PreviewCard::pairAt(qint64 index) const
{
    const auto found = std::find_if(
        m_read.begin(), m_read.end(), [index](const training::PreviewedPair& pair) { return pair.row == index; });
    return found == m_read.end() ? nullptr : &*found;
}

void PreviewCard::showPair(qint64 index)
{
    if (!m_preview || index < 0 || index >= m_preview->pairs->count()) {
        return;
    }
    if (const training::PreviewedPair* pair = pairAt(index)) {
        m_reading.cancel();
        draw(*pair);
        return;
    }
    m_reading.start(
        this,
        [rows = m_preview->pairs, first = std::max<qint64>(0, index - readBefore)](
            const std::stop_token& stop) { return rows->read(first, readAtOnce, 1, stop); },
        [this, index](std::vector<training::PreviewedPair> pairs) {
            m_read = std::move(pairs);
            if (const training::PreviewedPair* pair = pairAt(index)) {
                draw(*pair);
            }
        },
        [this](const QString& message) { setProblem(message, true); });
}

void PreviewCard::draw(const training::PreviewedPair& pair)
{
    m_shown = pair.row;
    {
        const QSignalBlocker blocker(m_number);
        m_number->setValue(int(pair.row + 1));
    }
    m_facts->setText(
        tr("%1 · %2 · %3 and %4 tokens, %5 shared")
            .arg(QString::fromStdString(pair.where), QString::fromStdString(pair.dataSubset),
                groupedText(pair.chosenTokens), groupedText(pair.rejectedTokens), groupedText(pair.commonTokens)));
    m_facts->setToolTip(
        tr("Where the pair lies, the subset it is of, and its sides' lengths in the backbone's tokens"));
    const Theme theme = Theme::of(*this);
    m_common->setHtml(html(QString::fromStdString(pair.chosen.substr(0, pair.commonBytes)), theme.secondaryText));
    m_common->setVisible(pair.commonBytes > 0);
    m_chosen->setHtml(html(QString::fromStdString(pair.chosen.substr(pair.commonBytes)), theme.text));
    m_rejected->setHtml(html(QString::fromStdString(pair.rejected.substr(pair.commonBytes)), theme.text));
    updateNavigation();
    Q_EMIT pairShown();
}

void PreviewCard::tellFound(const QString& text)
{
    m_found->setText(text);
    m_found->setVisible(!text.isEmpty()); // the field reaches to the end without it
}

void PreviewCard::search(const QString& text)
{
    const QSignalBlocker blocker(m_search);
    m_search->setText(text);
    m_searchingSoon.stop();
    m_searching.cancel();
    m_matches.reset();
    tellFound({});
    updateNavigation();
    if (text.trimmed().isEmpty() || !m_preview) {
        return;
    }
    tellFound(tr("searching…"));
    m_searching.start(
        this,
        [rows = m_preview->pairs, wanted = text.toStdString()](
            const std::stop_token& stop) { return rows->find(wanted, stop); },
        [this](std::vector<std::int64_t> matches) { found(std::move(matches)); },
        [this](const QString& message) {
            tellFound({});
            setProblem(message, true);
        });
}

void PreviewCard::found(std::vector<std::int64_t> matches)
{
    tellFound(matches.size() == 1 ? tr("1 pair")
            : matches.empty()     ? tr("in no pair")
                                  : tr("%1 pairs").arg(groupedText(std::int64_t(matches.size()))));
    m_matches = std::move(matches);
    const bool isMatch = std::binary_search(m_matches->begin(), m_matches->end(), m_shown);
    if (!isMatch && !m_matches->empty()) {
        showPair(neighbour(1).value_or(m_matches->front()));
    }
    updateNavigation();
    Q_EMIT searched();
}

std::optional<qint64> PreviewCard::neighbour(int direction) const
{
    if (!m_preview) {
        return std::nullopt;
    }
    if (!m_matches) {
        const qint64 next = m_shown + direction;
        return next >= 0 && next < m_preview->pairs->count() ? std::optional(next) : std::nullopt;
    }
    if (direction > 0) {
        const auto next = std::upper_bound(m_matches->begin(), m_matches->end(), m_shown);
        return next == m_matches->end() ? std::nullopt : std::optional<qint64>(*next);
    }
    const auto next = std::lower_bound(m_matches->begin(), m_matches->end(), m_shown);
    return next == m_matches->begin() ? std::nullopt : std::optional<qint64>(*std::prev(next));
}

void PreviewCard::updateNavigation()
{
    m_previous->setEnabled(neighbour(-1).has_value());
    m_next->setEnabled(neighbour(1).has_value());
}

void PreviewCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_preview) {
        if (const training::PreviewedPair* pair = pairAt(m_shown)) {
            draw(*pair);
        }
    }
}

} // namespace dpl::ui
