#include "widgets/empty_state.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/themed_icon.hpp"

#include <QLabel>
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
    : QWidget(parent), m_sentence(new SecondaryLabel(sentence, this))
{
    auto* heading = new QLabel(title, this);
    heading->setFont(demiBold(scaledFont(heading->font(), 1.2)));
    heading->setVisible(!title.isEmpty());

    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(8);
    layout->addStretch(2);
    const auto faded = [](const Theme& theme) { return mixed(theme.card, theme.secondaryText, 0.75); };
    layout->addWidget(new ThemedIcon(iconName, emptyIconSide, faded), 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(heading, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addStretch(3);

    setAccessibleName(title.isEmpty() ? sentence : title);
    setAccessibleDescription(sentence);
    fitSentence();
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
    fitSentence();
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitSentence();
}

QSize EmptyState::minimumSizeHint() const
{
    QSize least = QWidget::minimumSizeHint();
    if (m_button)
        least.setWidth(m_button->minimumSizeHint().width() + 2 * margin);
    return {std::min(least.width(), forFont(*this, leastWidth)), least.height()};
}

void EmptyState::fitSentence()
{
    // A wrapped label asks a layout for room that depends on how often it is laid out; its size is known here.
    const int width = std::min(forFont(*this, sentenceWidth), this->width() - 2 * margin);
    if (width <= 0)
        return;
    m_sentence->setMinimumSize(0, 0); // of a narrower time; it would count as the least height
    m_sentence->setFixedSize(width, m_sentence->heightForWidth(width));
}

} // namespace dpl::ui
