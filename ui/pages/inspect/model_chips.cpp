#include "pages/inspect/model_chips.hpp"

#include "pages/inspect/model_chip.hpp"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSet>

#include <algorithm>

namespace dpl::ui {

namespace {

/// Of models of the nine and of runs, the head, where that tells the chosen models apart.
QStringList shortNames(const std::vector<inspection::InspectedModel>& models, const std::vector<std::size_t>& chosen)
{
    QStringList names;
    QStringList heads;
    for (const std::size_t i : chosen) {
        names << QString::fromStdString(models[i].name);
        heads << (models[i].key ? QString::fromStdString(models[i].head->label()) : names.constLast());
    }
    return QSet<QString>(heads.cbegin(), heads.cend()).size() == heads.size() ? heads : names;
}

} // namespace

ModelChips::ModelChips(QWidget* parent) : QWidget(parent)
{
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(6);
    m_all = new QPushButton(tr("Models"));
    m_all->setToolTip(tr("Choose the models to show side by side, %1 at most").arg(most));
    m_all->setAccessibleName(tr("Models to show side by side"));
    m_all->setMenu(new QMenu(m_all));
    m_row->addWidget(m_all);
}

QMenu* ModelChips::menu() const
{
    return m_all->menu();
}

void ModelChips::setModels(
    const std::vector<inspection::InspectedModel>& models, const std::vector<std::size_t>& chosen)
{
    m_chosen = chosen;
    std::sort(m_chosen.begin(), m_chosen.end());
    for (ModelChip* chip : std::as_const(m_chips)) {
        chip->deleteLater();
    }
    m_chips.clear();
    m_names.clear();
    menu()->clear();
    for (const std::size_t i : m_chosen) {
        m_names << QString::fromStdString(models[i].name);
    }
    const QStringList shown = shortNames(models, m_chosen);
    for (std::size_t i = 0; i < models.size(); ++i) {
        const QString name = QString::fromStdString(models[i].name);
        const bool isChosen = std::find(chosen.begin(), chosen.end(), i) != chosen.end();
        const bool isLast = isChosen && chosen.size() == 1;
        QAction* action = menu()->addAction(QString(name).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(isChosen);
        action->setEnabled(isChosen ? !isLast : chosen.size() < most);
        connect(action, &QAction::triggered, this, [this, i] { toggle(i); });
        if (isChosen) {
            auto* chip = new ModelChip(shown[m_chips.size()], models[i].role);
            chip->setEnabled(!isLast);
            chip->setAccessibleName(tr("Hide %1").arg(name));
            chip->setToolTip(isLast ? tr("%1: the only model shown").arg(name) : tr("%1: click to hide it").arg(name));
            connect(chip, &QAbstractButton::clicked, this, [this, i] { toggle(i); });
            m_row->insertWidget(int(m_chips.size()), chip);
            m_chips << chip;
        }
    }
    m_all->setVisible(models.size() > 1);
}

void ModelChips::toggle(std::size_t model)
{
    std::vector<std::size_t> models = m_chosen;
    if (const auto at = std::find(models.begin(), models.end(), model); at != models.end()) {
        models.erase(at);
    } else {
        models.insert(std::upper_bound(models.begin(), models.end(), model), model);
    }
    if (!models.empty() && models.size() <= most) {
        Q_EMIT chosen(models);
    }
}

} // namespace dpl::ui
