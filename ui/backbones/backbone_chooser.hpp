#pragma once

#include "models/shared_card.hpp"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace dpl::ui {

class BackboneCardView;
class BackboneFilter;
class BackboneModel;
class BackboneScan;
class Card;
class PlacesCard;
class Settings;

/// Lists the backbones below the user's places and shows the card of the selected one. It looks for them on a worker
/// when it is first shown, when the places change, and on request; what is found appears as it is read. For a page or a
/// dialog.
///
/// Keys: Ctrl+F searches, the arrows go through the list from the search field, too, Return chooses, F5 looks again,
/// Esc clears the search.
class BackboneChooser : public QWidget {
    Q_OBJECT

public:
    explicit BackboneChooser(Settings& settings, QWidget* parent = nullptr);

    /// Selects a backbone now or as soon as it is found; one that is not found leaves the first one selected.
    void select(const QString& path);

    QString selectedPath() const; ///< empty without a selection
    SharedCard selectedCard() const; ///< null without a selection; it may be a broken one
    bool isScanning() const;

    /// Offers to fetch what is searched for, where it is a name that the hub may have (fetchRequested).
    void offerFetching();

    QLineEdit* search() const { return m_search; }
    QPushButton* fetchButton() const { return m_fetch; }
    QListView* list() const { return m_list; }
    PlacesCard* places() const { return m_places; }
    BackboneCardView* cardView() const { return m_view; }
    BackboneModel& model() { return *m_model; }

public Q_SLOTS:
    void rescan(); ///< reads everything again
    void lookForNew(); ///< reads what was not there before
    void stopScan();

Q_SIGNALS:
    void selectionChanged(const QString& path);
    void chosen(const QString& path); ///< by Return or a double click, of a backbone that can be used
    void scanned(bool complete);
    void fetchRequested(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeListCard();
    QWidget* makeContent();
    void startScan(bool fromScratch);
    void scanFinished(bool complete, const QStringList& paths);
    void showProgress(const QString& text, int done, int total);
    void cardDescribed(const SharedCard& card);
    void currentChanged();
    void selectFirst();
    void updateTexts();
    void choose();

    Settings& m_settings;
    BackboneScan* m_scan = nullptr;
    BackboneModel* m_model = nullptr;
    BackboneFilter* m_filter = nullptr;
    Card* m_listCard = nullptr;
    QLineEdit* m_search = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_nothing = nullptr; ///< instead of the list while it is empty
    QPushButton* m_fetch = nullptr;
    QWidget* m_progress = nullptr;
    QLabel* m_progressText = nullptr;
    QProgressBar* m_progressBar = nullptr;
    QPushButton* m_rescan = nullptr;
    PlacesCard* m_places = nullptr;
    QStackedWidget* m_content = nullptr;
    BackboneCardView* m_view = nullptr;
    QWidget* m_empty = nullptr;
    QString m_wanted;
    bool m_begun = false;
    bool m_offersFetching = false;
};

} // namespace dpl::ui
