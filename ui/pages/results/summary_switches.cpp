#include "pages/results/summary_switches.hpp"

#include "widgets/folding_row.hpp"
#include "widgets/number_box.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QPushButton>

#include <algorithm>

namespace dpl::ui {

using summary::SummaryOptions;
using summary::TieRule;
using utility::QuantileRule;

SummarySwitches::SummarySwitches(QWidget* parent) : QWidget(parent)
{
    m_alpha = new DecimalBox;
    m_alpha->setDecimals(3);
    m_alpha->setRange(0.001, 0.999);
    m_alpha->setSingleStep(0.01);
    m_alpha->setValue(SummaryOptions().alpha);
    m_alpha->setAlignment(Qt::AlignRight);
    m_alpha->setKeyboardTracking(false);
    m_alpha->setAccessibleName(tr("Alpha"));
    m_alpha->setToolTip(tr("Risk-averse scores are the alpha-quantile of the utility (default: 0.01; --alpha)"));
    m_quantileRule = new SegmentedControl;
    m_quantileRule->addSegment(tr("reference"),
        tr("Interpolates within the atom's bin, as the reference does (default; --quantile_rule reference)"));
    m_quantileRule->addSegment(
        tr("atom"), tr("The smallest atom that reaches alpha; ties many pairs (--quantile_rule atom)"));
    m_quantileRule->setAccessibleName(tr("Quantile rule of categorical distributions"));
    m_tieRule = new SegmentedControl;
    m_tieRule->addSegment(
        tr("count"), tr("Equal scores count as a jailbreak and as right (default; --tie_rule counts)"));
    m_tieRule->addSegment(tr("strict"), tr("Equal scores count as neither: > (--tie_rule strict)"));
    m_tieRule->addSegment(tr("half"), tr("Equal scores count as half of one (--tie_rule half)"));
    m_tieRule->setAccessibleName(tr("Tie rule"));

    m_paper = new QCheckBox(tr("&Paper's numbers"));
    m_paper->setToolTip(tr("Show them although this is other data than HH-RLHF (--paper)"));

    auto* row = new FoldingRow(this);
    const auto add = [&](const QString& text, QWidget* control) {
        auto* label = new SecondaryLabel(text);
        label->setBuddy(control);
        label->setContentsMargins(row->count() > 0 ? 16 : 0, 0, 0, 0);
        row->addWidget(label);
        row->addWidget(control);
    };
    add(tr("&Alpha"), m_alpha);
    add(tr("&Quantile"), m_quantileRule);
    add(tr("&Ties"), m_tieRule);
    m_defaults = new QPushButton(tr("Defaults"));
    m_defaults->setToolTip(
        tr("Back to alpha %1, the quantile rule of the reference, and ties that count").arg(SummaryOptions().alpha));
    m_defaults->hide();
    row->addWidget(m_defaults);
    m_paper->setContentsMargins(16, 0, 0, 0);
    row->addWidget(m_paper);
    connect(m_defaults, &QPushButton::clicked, this, &SummarySwitches::setDefaults);
    connect(this, &SummarySwitches::changed, this, &SummarySwitches::showWhetherDefaults);

    connect(m_paper, &QCheckBox::toggled, this, &SummarySwitches::changed);
    connect(m_alpha, &QDoubleSpinBox::valueChanged, this, &SummarySwitches::changed);
    connect(m_quantileRule, &SegmentedControl::currentChanged, this, &SummarySwitches::changed);
    connect(m_tieRule, &SegmentedControl::currentChanged, this, &SummarySwitches::changed);
}

void SummarySwitches::setDefaults()
{
    const SummaryOptions defaults;
    m_alpha->setValue(defaults.alpha);
    m_quantileRule->setCurrentIndex(defaults.quantileRule == QuantileRule::atom ? 1 : 0);
    m_tieRule->setCurrentIndex(int(defaults.tieRule));
}

/// What is kept from an earlier folder or session is not to be taken for what everybody has.
void SummarySwitches::showWhetherDefaults()
{
    const SummaryOptions now = options();
    const SummaryOptions defaults;
    m_defaults->setVisible(
        now.alpha != defaults.alpha || now.quantileRule != defaults.quantileRule || now.tieRule != defaults.tieRule);
}

SummaryOptions SummarySwitches::options() const
{
    SummaryOptions options;
    options.alpha = m_alpha->value();
    options.quantileRule = m_quantileRule->currentIndex() == 1 ? QuantileRule::atom : QuantileRule::reference;
    options.tieRule = static_cast<TieRule>(std::max(0, m_tieRule->currentIndex()));
    options.paperNumbers = m_paper->isChecked();
    return options;
}

void SummarySwitches::setIsPapersData(bool isPapers)
{
    m_paper->setVisible(!isPapers);
}

void SummarySwitches::store(Json& json) const
{
    const SummaryOptions now = options();
    json["alpha"] = now.alpha;
    json["quantile_rule"] = summary::toString(now.quantileRule);
    json["tie_rule"] = summary::toString(now.tieRule);
    json["paper_numbers"] = now.paperNumbers;
}

void SummarySwitches::restore(const JsonObject& json)
{
    m_alpha->setValue(json.number("alpha", SummaryOptions().alpha));
    m_quantileRule->setCurrentIndex(
        summary::quantileRuleFromString(json.string("quantile_rule")) == QuantileRule::atom ? 1 : 0);
    m_tieRule->setCurrentIndex(int(summary::tieRuleFromString(json.string("tie_rule"))));
    m_paper->setChecked(json.boolean("paper_numbers", false));
    showWhetherDefaults();
}

} // namespace dpl::ui
