#include "pages/train/preview_card.hpp"

#include "jobs/job_text.hpp"
#include "widgets/icon.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/theme.hpp"

#include <QHBoxLayout>
#include <QSpinBox>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

QString paragraphs(const std::string& text)
{
    return QString::fromStdString(text).trimmed().toHtmlEscaped().replace(QStringLiteral("\n\n"), QStringLiteral("<br>")).replace(u'\n', QStringLiteral("<br>"));
}

} // namespace

PreviewCard::PreviewCard(QWidget* parent) : Card(tr("Preview"), parent)
{
    const auto addButton = [this](const QString& iconName, const QString& text) {
        auto* button = new QToolButton;
        button->setIcon(icon(iconName, QPalette::PlaceholderText));
        button->setAutoRaise(true);
        button->setToolTip(text);
        button->setAccessibleName(text);
        addBesideTitle(button);
        return button;
    };
    m_previous = addButton(QStringLiteral("up"), tr("The pair before"));
    m_next = addButton(QStringLiteral("down"), tr("The next pair"));
    m_number = new QSpinBox;
    m_number->setAccessibleName(tr("Pair"));
    m_number->setToolTip(tr("Which of the sampled pairs is shown"));
    m_number->setPrefix(tr("pair "));
    m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
    addBesideTitle(m_number);
    m_facts = new SecondaryLabel;
    m_facts->setWordWrap(true);
    body()->addWidget(m_facts);
    m_sides = new QWidget;
    auto* sides = new QHBoxLayout(m_sides);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(12);
    const auto addSide = [sides](const QString& title) {
        auto* column = new QVBoxLayout;
        column->setSpacing(4);
        auto* label = new QLabel(title);
        QFont font = label->font();
        font.setWeight(QFont::DemiBold);
        label->setFont(font);
        auto* text = new QTextBrowser;
        text->setAccessibleName(title);
        text->setOpenLinks(false);
        text->setMinimumHeight(96);
        text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
        column->addWidget(label);
        column->addWidget(text, 1);
        sides->addLayout(column, 1);
        return text;
    };
    m_chosen = addSide(tr("Chosen"));
    m_rejected = addSide(tr("Rejected"));
    body()->addWidget(m_sides, 1);
    connect(m_number, &QSpinBox::valueChanged, this, [this](int number) { showPair(number - 1); });
    connect(m_previous, &QToolButton::clicked, m_number, &QSpinBox::stepDown);
    connect(m_next, &QToolButton::clicked, m_number, &QSpinBox::stepUp);
    setPreview(nullptr);
}

void PreviewCard::setPreview(std::shared_ptr<const training::DatasetPreview> preview)
{
    m_preview = std::move(preview);
    const bool any = m_preview && !m_preview->pairs.empty();
    for (QWidget* widget : {static_cast<QWidget*>(m_number), static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next), m_sides}) {
        widget->setVisible(any);
    }
    if (any) {
        m_number->setRange(1, int(m_preview->pairs.size()));
        m_number->setSuffix(tr(" of %1").arg(m_preview->pairs.size()));
        showPair(m_number->value() - 1);
    }
}

void PreviewCard::setMessage(const QString& sentence)
{
    setPreview(nullptr);
    m_facts->setText(sentence);
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
    const training::PreviewedPair& pair = m_preview->pairs[std::size_t(index)];
    m_facts->setText(tr("Row %1 of %2 · %3 · %4 and %5 tokens, %6 of them shared")
                         .arg(groupedText(pair.row + 1), groupedText(m_preview->rows), QString::fromStdString(pair.dataSubset), groupedText(pair.chosenTokens),
                             groupedText(pair.rejectedTokens), groupedText(pair.commonTokens)));
    m_facts->setToolTip(QString::fromStdString(pair.where));
    const QString quiet = Theme::of(*this).secondaryText.name();
    const auto html = [&](const std::string& text) {
        return QStringLiteral("<span style=\"color:%1\">%2</span>%3<span>%4</span>")
            .arg(quiet, paragraphs(text.substr(0, pair.commonBytes)), pair.commonBytes > 0 ? QStringLiteral(" ") : QString(),
                paragraphs(text.substr(pair.commonBytes)));
    };
    m_chosen->setHtml(html(pair.chosen));
    m_rejected->setHtml(html(pair.rejected));
    for (QTextBrowser* side : {m_chosen, m_rejected}) { // what differs is at the end
        side->moveCursor(QTextCursor::End);
        side->ensureCursorVisible();
    }
}

void PreviewCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_preview) {
        showPair(pairIndex());
    }
}

} // namespace dpl::ui
