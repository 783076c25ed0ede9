#include "pages/train/overrides_note.hpp"

#include "base/font_scale.hpp"
#include "base/json_text.hpp"
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

/// "helpful, harmless: Epochs 2"
QString OverridesNote::textOf(const sweep::SweepOverride& change) const
{
    QStringList where;
    for (const sweep::ParameterList& list : change.where) {
        QStringList values;
        for (const Json& value : list.values) {
            values << m_describe(list.name, value);
        }
        where << values.join(QStringLiteral(", "));
    }
    QStringList set;
    for (const auto& [name, value] : change.set.items()) {
        set << m_describe(name, value);
    }
    return tr("%1: %2").arg(where.join(QStringLiteral("; ")), set.join(QStringLiteral(", ")));
}

void OverridesNote::setOverrides(const std::vector<sweep::SweepOverride>& overrides)
{
    m_overrides = overrides;
    QStringList lines;
    QStringList flags{tr("Some runs of this preset have values other than those in the fields")};
    for (const sweep::SweepOverride& change : m_overrides) {
        lines << textOf(change);
        flags << overrideFlags(change);
    }
    m_text->setText(tr("Overrides:\n%1").arg(lines.join(u'\n')));
    m_text->setToolTip(flags.join(u'\n'));
    setVisible(!m_overrides.empty());
}

} // namespace dpl::ui
