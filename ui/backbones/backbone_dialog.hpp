#pragma once

#include <QDialog>

class QPushButton;

namespace dpl::ui {

class BackboneChooser;
class ElidedLabel;
class JobQueue;
class Settings;

/// The backbone chooser as a dialog. It opens on the backbone chosen last, and keeps the choice in the settings when it
/// is accepted.
class BackboneDialog : public QDialog {
    Q_OBJECT

public:
    explicit BackboneDialog(Settings& settings, QWidget* parent = nullptr);

    BackboneChooser* chooser() const { return m_chooser; }
    QPushButton* chooseButton() const { return m_choose; }

    /// Offers to fetch a backbone that is searched for by its name on the hub, as a job of this queue.
    void offerFetching(JobQueue& queue);

    void accept() override; ///< stays open while no usable backbone is selected

Q_SIGNALS:
    void chosen(const QString& path);

private:
    void updateButton();

    Settings& m_settings;
    BackboneChooser* m_chooser = nullptr;
    ElidedLabel* m_selected = nullptr;
    QPushButton* m_choose = nullptr;
};

} // namespace dpl::ui
