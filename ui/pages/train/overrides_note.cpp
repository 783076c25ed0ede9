#include "pages/train/overrides_note.hpp"

#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "sweep/replaced_lists.hpp"
#include "widgets/secondary_label.hpp"

#include <QHBoxLayout>
#include <QPushButton>

namespace dpl::ui {

namespace {

QString overrideValue(const Json& value)
{
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
}

/// "--num_train_epochs 2 where --data_subset is helpful, harmless"
QString overrideFlags(const sweep::SweepOverride& change)
{
    QStringList where;
    for (const sweep::ParameterList& list : change.where) {
        QStringList values;
        for (const Json& value : list.values) {
            values << overrideValue(value);
        }
        where << OverridesNote::tr("--%1 is %2")
                     .arg(QString::fromStdString(list.name), values.join(QStringLiteral(", ")));
    }
    QStringList set;
    for (const auto& [name, value] : change.set.items()) {
        set << QStringLiteral("--%1 %2").arg(QString::fromStdString(name), overrideValue(value));
    }
    return OverridesNote::tr("%1 where %2").arg(set.join(u' '), where.join(OverridesNote::tr(" and ")));
}

} // namespace

OverridesNote::OverridesNote(Describe describe, QWidget* parent)
    : QWidget(parent), m_describe(std::move(describe)), m_text(new SecondaryLabel)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto* drop = new QPushButton(tr("Clear"));
    drop->setAccessibleName(tr("Clear the overrides"));
    drop->setToolTip(tr("Give every run the values in the fields"));
    drop->setFixedHeight(fieldHeight(*drop));
    row->addWidget(m_text, 1);
    row->addWidget(drop, 0, Qt::AlignTop);
    hide();
    connect(drop, &QPushButton::clicked, this, [this] {
        setOverrides({});
        Q_EMIT dropped();
    });
}

/// "helpful, harmless"
QString OverridesNote::runsOf(const sweep::SweepOverride& change) const
{
    QStringList where;
    for (const sweep::ParameterList& list : change.where) {
        QStringList values;
        for (const Json& value : list.values) {
            values << m_describe(list.name, value);
        }
        where << values.join(QStringLiteral(", "));
    }
    return where.isEmpty() ? tr("all runs") : where.join(QStringLiteral("; "));
}

/// "helpful, harmless: Epochs 2"
QString OverridesNote::textOf(const sweep::SweepOverride& change) const
{
    QStringList set;
    for (const auto& [name, value] : change.set.items()) {
        set << m_describe(name, value);
    }
    return tr("%1: %2").arg(runsOf(change), set.join(QStringLiteral(", ")));
}

void OverridesNote::setOverrides(const std::vector<sweep::SweepOverride>& overrides)
{
    m_overrides = overrides;
    showText();
}

void OverridesNote::setLists(const std::vector<sweep::ParameterList>& lists)
{
    m_lists = lists;
    showText();
}

void OverridesNote::showText()
{
    QStringList lines;
    QStringList instead;
    QStringList flags{tr("Some runs of this preset have values other than those in the fields")};
    for (const sweep::SweepOverride& change : m_overrides) {
        lines << textOf(change);
        flags << overrideFlags(change);
        for (const std::string& name : sweep::replacedLists(change, m_lists)) {
            instead << tr("%1 takes the place of the list for %2. Runs that come out equal are trained once.")
                           .arg(m_describe(name, change.set[name]), runsOf(change));
        }
    }
    lines << instead;
    m_text->setText(tr("Overrides:\n%1").arg(lines.join(u'\n')));
    m_text->setToolTip(flags.join(u'\n'));
    setVisible(!m_overrides.empty());
}

} // namespace dpl::ui
