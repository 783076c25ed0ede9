#include "pages/train/backbone_summary.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/quantity_text.hpp"
#include "models/backbone_text.hpp"

namespace dpl::ui {

BackboneSummary::BackboneSummary(QWidget* parent) : SecondaryLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    hide();
}

void BackboneSummary::setBackbone(const std::string& name)
{
    if (name == m_backbone) {
        return;
    }
    m_backbone = name;
    m_describing.cancel();
    if (name != m_shown) {
        say({});
        m_shown = name;
    }
    if (name.empty()) {
        return;
    }
    m_describing.start(
        this, [name] { return backbone::describeBackbone(backbone::locateBackbone(name)); },
        [this](const backbone::BackboneCard& card) {
            if (!card.isUsable()) {
                m_backbone.clear();
            }
            say(card.isUsable() ? tr("%1 · context %2").arg(summary(card), groupedText(card.config.contextLength))
                                : QString::fromStdString(card.error),
                !card.isUsable());
            Q_EMIT described();
        },
        [this](const QString& message) {
            m_backbone.clear();
            say(message, true);
            Q_EMIT described();
        });
}

void BackboneSummary::say(const QString& sentence, bool isProblem)
{
    m_problem = isProblem ? sentence : QString();
    setForegroundRole(isProblem ? QPalette::BrightText : QPalette::PlaceholderText);
    setText(sentence);
    setVisible(!sentence.isEmpty());
}

} // namespace dpl::ui
