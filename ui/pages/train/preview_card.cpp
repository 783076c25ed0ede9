#include "pages/train/preview_card.hpp"

#include "base/demi_bold.hpp"
#include "base/icon.hpp"
#include "base/quantity_text.hpp"
#include "base/theme.hpp"
#include "pages/train/fitting_text.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/number_box.hpp"
#include "widgets/secondary_label.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollBar>
#include <QSpinBox>
#include <QTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int leastSideHeight = 56;

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
    const auto addButton = [this](const QString& iconName, const QString& text) {
        auto* button = new QToolButton;
        button->setIcon(icon(iconName));
        button->setAutoRaise(true);
        button->setToolTip(text);
        button->setAccessibleName(text);
        addBesideTitle(button);
        return button;
    };
    m_previous = addButton(QStringLiteral("up"), tr("The previous pair"));
    m_next = addButton(QStringLiteral("down"), tr("The next pair"));
    m_number = new WholeNumberBox;
    m_number->setAccessibleName(tr("Pair"));
    m_number->setToolTip(tr("Which of the sampled pairs is shown"));
    m_number->setPrefix(tr("pair "));
    m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
    addBesideTitle(m_number);
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
    m_common = new FittingText(3);
    m_common->setAccessibleName(tr("What both sides begin with"));
    m_common->viewport()->setBackgroundRole(QPalette::AlternateBase);
    m_sides = new QWidget;
    auto* sides = new QHBoxLayout(m_sides);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(12);
    m_chosen = addSide(sides, tr("Chosen"));
    m_rejected = addSide(sides, tr("Rejected"));
    body()->addWidget(m_facts);
    body()->addWidget(m_working, 1);
    body()->addWidget(m_problem);
    body()->addWidget(m_empty, 1);
    body()->addWidget(m_common, 2);
    body()->addWidget(m_sides, 3);
    body()->addStretch(0);
    QScrollBar* end = m_common->verticalScrollBar(); // where the sides go on
    connect(end, &QScrollBar::rangeChanged, end, [end](int, int maximum) { end->setValue(maximum); });
    connect(m_empty, &EmptyState::buttonClicked, this, &PreviewCard::buttonClicked);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int number) { showPair(number - 1); });
    connect(m_previous, &QToolButton::clicked, m_number, &QSpinBox::stepDown);
    connect(m_next, &QToolButton::clicked, m_number, &QSpinBox::stepUp);
    setPreview(nullptr);
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
    m_preview = std::move(preview);
    const bool any = m_preview && !m_preview->pairs.empty();
    for (QWidget* widget :
        {static_cast<QWidget*>(m_number), static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next), m_sides}) {
        widget->setVisible(any);
    }
    m_common->setVisible(any);
    m_facts->setVisible(any);
    m_working->hide();
    m_problem->setText({});
    m_empty->hide();
    if (any) {
        m_number->setRange(1, int(m_preview->pairs.size()));
        m_number->setSuffix(tr(" of %1").arg(m_preview->pairs.size()));
        showPair(m_number->value() - 1);
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

int PreviewCard::pairIndex() const
{
    return m_number->value() - 1;
}

void PreviewCard::showPair(int index)
{
    if (!m_preview || index < 0 || index >= int(m_preview->pairs.size())) {
        return;
    }
    m_number->setValue(index + 1);
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < int(m_preview->pairs.size()));
    const training::PreviewedPair& pair = m_preview->pairs[std::size_t(index)];
    m_facts->setText(
        tr("Row %1 of %2 · %3 · %4 and %5 tokens, %6 shared")
            .arg(groupedText(pair.row + 1), groupedText(m_preview->rows), QString::fromStdString(pair.dataSubset),
                groupedText(pair.chosenTokens), groupedText(pair.rejectedTokens), groupedText(pair.commonTokens)));
    m_facts->setToolTip(QString::fromStdString(pair.where));
    const Theme theme = Theme::of(*this);
    m_common->setHtml(html(QString::fromStdString(pair.chosen.substr(0, pair.commonBytes)), theme.secondaryText));
    m_common->setVisible(pair.commonBytes > 0);
    m_chosen->setHtml(html(QString::fromStdString(pair.chosen.substr(pair.commonBytes)), theme.text));
    m_rejected->setHtml(html(QString::fromStdString(pair.rejected.substr(pair.commonBytes)), theme.text));
}

void PreviewCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_preview) {
        showPair(pairIndex());
    }
}

} // namespace dpl::ui
