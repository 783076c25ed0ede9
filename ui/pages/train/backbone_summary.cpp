#include "pages/train/backbone_summary.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/background.hpp"
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
    say(name, {});
    if (name.empty()) {
        return;
    }
    inBackground(
        this, [name] { return backbone::describeBackbone(backbone::locateBackbone(name)); },
        [this, name](const backbone::BackboneCard& card) {
            say(name,
                card.isUsable() ? tr("%1 · context %2").arg(summary(card), groupedText(card.config.contextLength))
                                : QString::fromStdString(card.error));
        },
        [this, name](const QString& message) { say(name, message); });
}

void BackboneSummary::say(const std::string& backbone, const QString& sentence)
{
    if (backbone == m_backbone) { // another one may have been named meanwhile
        setText(sentence);
        setVisible(!sentence.isEmpty());
    }
}

} // namespace dpl::ui
