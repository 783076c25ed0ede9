#include "widgets/empty_state.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/themed_icon.hpp"

#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int sentenceWidth = 460;
constexpr int leastWidth = 240;
constexpr int margin = 24;
constexpr int emptyIconSide = 36;

} // namespace

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent), m_heading(new WrappingLabel(title, this)), m_sentence(new SecondaryLabel(sentence, this))
{
    m_heading->setFont(demiBold(scaledFont(m_heading->font(), 1.2)));
    m_heading->setVisible(!title.isEmpty());
    for (QLabel* label : {m_heading, m_sentence}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    }

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(8);
    layout->addStretch(2);
    const auto faded = [](const Theme& theme) { return mixed(theme.card, theme.secondaryText, 0.75); };
    layout->addWidget(new ThemedIcon(iconName, emptyIconSide, faded), 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(m_heading, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addStretch(3);

    setAccessibleName(title.isEmpty() ? sentence : title);
    setAccessibleDescription(sentence);
    fitTexts();
}

void EmptyState::setButton(const QString& text)
{
    if (!m_button) {
        m_button = new PrimaryButton(this);
        connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
        auto* column = qobject_cast<QVBoxLayout*>(layout());
        column->insertSpacing(column->count() - 1, 8);
        column->insertWidget(column->count() - 1, m_button, 0, Qt::AlignHCenter);
    }
    m_button->setText(text);
    m_button->setAccessibleName(text);
}

void EmptyState::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    setAccessibleDescription(sentence);
    fitTexts();
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTexts();
}

QSize EmptyState::minimumSizeHint() const
{
    QSize least = QWidget::minimumSizeHint();
    if (m_button)
        least.setWidth(m_button->minimumSizeHint().width() + 2 * margin);
    return {std::min(least.width(), forFont(*this, leastWidth)), least.height()};
}

void EmptyState::fitTexts()
{
    // A wrapped label asks a layout for room that depends on how often it is laid out; its size is known here.
    const int room = width() - 2 * margin;
    if (room <= 0)
        return;
    const auto fit = [](QLabel* label, int width) {
        label->setMinimumSize(0, 0); // of a narrower time; it would count as the least height
        label->setFixedSize(width, label->heightForWidth(width));
    };
    fit(m_heading, std::min(room, m_heading->fontMetrics().horizontalAdvance(m_heading->text()) + 1));
    fit(m_sentence, std::min(room, forFont(*this, sentenceWidth)));
}

} // namespace dpl::ui
