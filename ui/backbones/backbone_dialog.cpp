#include "backbones/backbone_dialog.hpp"

#include "backbones/backbone_chooser.hpp"
#include "base/dialog_size.hpp"
#include "fetching/fetch_watch.hpp"
#include "settings/settings.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/primary_button.hpp"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace dpl::ui {

BackboneDialog::BackboneDialog(Settings& settings, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_chooser(new BackboneChooser(settings, this)),
      m_selected(new ElidedLabel(this)), m_choose(new PrimaryButton(tr("Choose"), this))
{
    setWindowTitle(tr("Choose a backbone"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAccessibleName(tr("Cancel"));
    cancel->setToolTip(tr("Keep the current backbone (Esc)"));
    cancel->setAutoDefault(false);
    m_choose->setAccessibleName(tr("Choose the selected backbone"));
    m_choose->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_choose, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_chooser, &BackboneChooser::chosen, this, &QDialog::accept);
    connect(m_chooser, &BackboneChooser::selectionChanged, this, &BackboneDialog::updateButton);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    buttons->addWidget(m_selected, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_choose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    column->addWidget(m_chooser, 1);
    column->addLayout(buttons);
    setMinimumSize(940, 560);
    resizeWithinParent(*this, {1120, 720});

    m_chooser->select(settings.value(known::backbone()));
    m_chooser->setFocus();
    updateButton();
}

void BackboneDialog::offerFetching(JobQueue& queue)
{
    auto* watch = new FetchWatch(queue, this);
    connect(m_chooser, &BackboneChooser::fetchRequested, watch,
        [watch](const QString& name) { watch->open(hub::RepositoryKind::model, name); });
    connect(watch, &FetchWatch::fetched, m_chooser, [this](const Fetched& what) {
        if (what.repository.kind == hub::RepositoryKind::model) {
            m_chooser->select(what.folder);
            m_chooser->lookForNew();
        }
    });
    m_chooser->offerFetching();
}

void BackboneDialog::accept()
{
    const SharedCard card = m_chooser->selectedCard();
    if (!card || !card->isUsable()) {
        return;
    }
    const QString path = m_chooser->selectedPath();
    m_settings.setValue(known::backbone(), path);
    QDialog::accept();
    Q_EMIT chosen(path);
}

void BackboneDialog::updateButton()
{
    const SharedCard card = m_chooser->selectedCard();
    const bool usable = card && card->isUsable();
    m_choose->setEnabled(usable);
    m_choose->setToolTip(usable ? tr("Train starts from this backbone (Return)")
            : card              ? tr("The selected backbone cannot be used; its card says why")
                                : tr("Select a backbone first"));
    m_selected->setText(!card ? QString()
            : usable          ? tr("Selected: %1").arg(QString::fromStdString(card->name))
                              : m_choose->toolTip());
}

} // namespace dpl::ui
