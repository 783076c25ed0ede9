#include "widgets/label_choices.hpp"

#include "scoring/reward_label.hpp"
#include "widgets/elided_label.hpp"

#include <QComboBox>
#include <QGridLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace dpl::ui {

LabelChoices::LabelChoices(QWidget* parent) : QWidget(parent)
{
    m_rows = new QGridLayout(this);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(8);
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(0, 1);
    hide();
}

void LabelChoices::setModels(const QList<Model>& models)
{
    const bool isSame =
        std::equal(models.begin(), models.end(), m_models.begin(), m_models.end(), [](const Model& a, const Model& b) {
            return a.folder == b.folder && a.title == b.title && a.labels == b.labels;
        });
    m_models = models;
    if (isSame) { // the choosers stay, and so does the keyboard in them
        for (qsizetype i = 0; i < models.size(); ++i) {
            const QSignalBlocker blocker(m_choosers[i]);
            m_choosers[i]->setCurrentIndex(std::max(0, m_choosers[i]->findData(models[i].chosen)));
        }
        return;
    }
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // it may be the chooser at work
        }
        delete item;
    }
    m_choosers.clear();
    for (const Model& model : m_models) {
        auto* name = new ElidedLabel(this);
        name->setText(tr("Reward of %1").arg(model.title));
        name->setToolTip(model.folder);
        auto* chooser = new QComboBox(this);
        chooser->setAccessibleName(tr("Label of %1 that is the reward").arg(model.title));
        chooser->setToolTip(tr("Choose which of the model's labels is the reward (--reward_label)"));
        chooser->addItem(tr("Choose a label"), QString());
        for (const QString& label : model.labels) {
            chooser->addItem(label, label);
        }
        chooser->addItem(tr("All, as one head"), QString::fromLatin1(scoring::allLabels));
        chooser->setCurrentIndex(std::max(0, chooser->findData(model.chosen)));
        connect(chooser, &QComboBox::currentIndexChanged, this,
            [this, chooser, folder = model.folder] { Q_EMIT chosen(folder, chooser->currentData().toString()); });
        const int row = int(m_choosers.size());
        m_rows->addWidget(name, row, 0);
        m_rows->addWidget(chooser, row, 1);
        m_choosers << chooser;
    }
    setVisible(!m_models.isEmpty());
}

} // namespace dpl::ui
