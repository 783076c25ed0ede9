#include "pages/train/overrides_note.hpp"

#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "widgets/secondary_label.hpp"

#include <QHBoxLayout>
#include <QPushButton>

namespace dpl::ui {

namespace {

/// "helpful, harmless: num_train_epochs 2"
QString overrideText(const sweep::SweepOverride& change)
{
    QStringList where;
    for (const sweep::ParameterList& list : change.where) {
        for (const Json& value : list.values) {
            where << QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
        }
    }
    QStringList set;
    for (const auto& [name, value] : change.set.items()) {
        set << QStringLiteral("%1 %2").arg(QString::fromStdString(name), QString::fromStdString(dumpJson(value)));
    }
    return QStringLiteral("%1: %2").arg(where.join(QStringLiteral(", ")), set.join(QStringLiteral(", ")));
}

} // namespace

OverridesNote::OverridesNote(QWidget* parent) : QWidget(parent), m_text(new SecondaryLabel)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setToolTip(tr("Some runs of this preset have values other than those in the fields"));
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

void OverridesNote::setOverrides(const std::vector<sweep::SweepOverride>& overrides)
{
    m_overrides = overrides;
    QStringList lines;
    for (const sweep::SweepOverride& change : m_overrides) {
        lines << overrideText(change);
    }
    m_text->setText(tr("Overrides:\n%1").arg(lines.join(u'\n')));
    setVisible(!m_overrides.empty());
}

} // namespace dpl::ui
